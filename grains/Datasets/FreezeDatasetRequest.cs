using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>What an import hands to the dataset to be frozen as its next version.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.freeze-dataset-request")]
public sealed record FreezeDatasetRequest
{
    /// <summary>Repeats with the same key return the version that the first made.</summary>
    [Id(0)]
    public required string IdempotencyKey { get; init; }

    /// <summary>The manifest, already stored.</summary>
    [Id(1)]
    public required BlobRef Manifest { get; init; }

    /// <summary>Photos per class.</summary>
    [Id(2)]
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    /// <summary>Seed of the stratified split.</summary>
    [Id(3)]
    public required ulong SplitSeed { get; init; }

    /// <summary>Shorter side of the renditions in pixels.</summary>
    [Id(4)]
    public required int RenditionSize { get; init; }

    /// <summary>What the import noticed.</summary>
    [Id(5)]
    public required DatasetAudit Audit { get; init; }
}
