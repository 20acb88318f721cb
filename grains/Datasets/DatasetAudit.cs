namespace BirdGrid.Grains.Datasets;

/// <summary>What an import noticed about the photos.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.dataset-audit")]
public sealed record DatasetAudit
{
    /// <summary>Most rejected photos that are listed by name.</summary>
    public const int MaximumListed = 100;

    /// <summary>Photos that could not be decoded, at most <see cref="MaximumListed"/>.</summary>
    [Id(0)]
    public IReadOnlyList<RejectedPhoto> Rejected { get; init; } = [];

    /// <summary>All photos that could not be decoded.</summary>
    [Id(1)]
    public int RejectedCount { get; init; }

    /// <summary>Photos left out because the same bytes occur earlier under the same label.</summary>
    [Id(2)]
    public int ExactDuplicates { get; init; }

    /// <summary>Photos left out because the same bytes carry two labels.</summary>
    [Id(3)]
    public IReadOnlyList<string> ConflictingFiles { get; init; } = [];

    /// <summary>Sentences about what looks unwise.</summary>
    [Id(4)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Photos of the version that end before their last pixel and were taken, as the import asked for.</summary>
    [Id(5)]
    public int TruncatedAccepted { get; init; }

    /// <summary>Classes left out because no photo of theirs is usable, at most <see cref="MaximumListed"/>.</summary>
    [Id(6)]
    public IReadOnlyList<string> VanishedClasses { get; init; } = [];

    /// <summary>Classes that came in several spellings which look the same, at most <see cref="MaximumListed"/>.</summary>
    [Id(7)]
    public IReadOnlyList<MergedClass> MergedClasses { get; init; } = [];
}
