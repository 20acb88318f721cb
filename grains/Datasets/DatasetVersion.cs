using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>A frozen dataset version; never changes once made.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.dataset-version")]
public sealed record DatasetVersion
{
    /// <summary>Dataset name.</summary>
    [Id(0)]
    public required string Dataset { get; init; }

    /// <summary>1 for the first.</summary>
    [Id(1)]
    public required int Version { get; init; }

    /// <summary>The <see cref="IDatasetManifest"/>.</summary>
    [Id(2)]
    public required BlobRef Manifest { get; init; }

    /// <summary>Photos per class, in the order of the manifest's labels.</summary>
    [Id(3)]
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    /// <summary>Seed of the stratified split.</summary>
    [Id(4)]
    public required ulong SplitSeed { get; init; }

    /// <summary>Shorter side of the renditions in pixels.</summary>
    [Id(5)]
    public required int RenditionSize { get; init; }

    /// <summary>What the import noticed.</summary>
    [Id(6)]
    public required DatasetAudit Audit { get; init; }

    /// <summary>When the version was frozen, UTC.</summary>
    [Id(7)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>The import that made the version: a repeat with this key returns the version.</summary>
    [Id(8)]
    public required string IdempotencyKey { get; init; }

    /// <summary>Photos of one split.</summary>
    public int CountOf(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => Classes.Sum(c => c.Train),
        DatasetSplit.Validation => Classes.Sum(c => c.Validation),
        DatasetSplit.Test => Classes.Sum(c => c.Test),
        _ => 0,
    };
}
