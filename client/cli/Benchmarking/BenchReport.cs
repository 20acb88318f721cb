namespace BirdGrid.Cli.Benchmarking;

/// <summary>What was measured and how, as it is written to files.</summary>
internal sealed record BenchReport
{
    /// <summary>What was asked: <c>classify finches@champion</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The silo, or several.</summary>
    public required string Server { get; init; }

    /// <summary>Photos that were sent in turn.</summary>
    public required int Photos { get; init; }

    /// <summary>Mean size of an encoded photo in bytes.</summary>
    public required double MeanPhotoBytes { get; init; }

    /// <summary>Percentile that had to be stable.</summary>
    public required double Percentile { get; init; }

    /// <summary>By how many per cent windows were allowed to differ.</summary>
    public required double StabilityPercent { get; init; }

    /// <summary>How far above the true value a latency percentile may be, as a share.</summary>
    public required double HistogramError { get; init; }

    /// <summary>The loads in the order in which they were measured.</summary>
    public required IReadOnlyList<BenchLoad> Loads { get; init; }
}
