namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What classification clients saw of a rolling restart.</summary>
/// <param name="CapacityPerSecond">Photos a second when no client pauses.</param>
/// <param name="Before">Before the first silo was told to stop.</param>
/// <param name="During">Until the last one was ready again.</param>
/// <param name="After">After that.</param>
internal sealed record RollingRestartReport(double CapacityPerSecond, LoadFigures Before, LoadFigures During, LoadFigures After);
