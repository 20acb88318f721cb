using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>Loss over the learning rate on a logarithmic axis: every step is as wide as the others.</summary>
internal sealed class LearningRateChart : IRenderable
{
    private const int Rows = (3 * AxisScale.Intervals) + 1;
    private const int Narrowest = 24;
    private const int Widest = 90;

    private readonly CurvePanel panel;

    /// <summary>Draws a search.</summary>
    /// <param name="curve">At least one step.</param>
    public LearningRateChart(LearningRateCurve curve)
    {
        double ceiling = curve.Ceiling;
        var scale = AxisScale.FromZero(curve.Points.Select(point => Math.Min(ceiling, point.SmoothedLoss)));
        panel = new CurvePanel(
            "loss over learning rate",
            scale,
            value => value.ToString("0.###", CultureInfo.InvariantCulture),
            [
                new CurveSeries("loss of each step", Color.Grey42, '.', [.. curve.Points.Select(point => point.Loss)]),
                new CurveSeries("smoothed", Color.SteelBlue1, '*', [.. curve.Points.Select(point => point.SmoothedLoss)]),
            ],
            curve.Points.Count,
            curve.SteepestStep,
            (Rate(curve.Points[0].Rate), Rate(curve.Points[^1].Rate)));
    }

    /// <summary>A rate in three figures.</summary>
    public static string Rate(double rate) => rate.ToString("g3", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(Narrowest, maxWidth), maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        bool isColoured = options.ColorSystem != ColorSystem.NoColors;
        foreach (var line in panel.Render(Math.Clamp(maxWidth, Narrowest, Widest), Rows, isColoured))
        {
            foreach (var segment in line)
            {
                yield return segment;
            }

            yield return Segment.LineBreak;
        }
    }
}
