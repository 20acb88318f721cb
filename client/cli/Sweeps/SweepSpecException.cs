using YamlDotNet.Core;

namespace BirdGrid.Cli.Sweeps;

/// <summary>A sweep's specification file is wrong.</summary>
/// <param name="file">The file as it was named.</param>
/// <param name="place">Where.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class SweepSpecException(string file, Mark place, string message) : Exception($"{file}, line {place.Line}, column {place.Column}: {message}");
