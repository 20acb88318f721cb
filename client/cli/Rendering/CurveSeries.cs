using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Colour">Where there are colours.</param>
/// <param name="Mark">Where there are none.</param>
/// <param name="Values">A value for each epoch; what is not finite is left out.</param>
internal sealed record CurveSeries(string Name, Color Colour, char Mark, IReadOnlyList<double> Values);
