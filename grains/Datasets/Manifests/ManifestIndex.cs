using System.Text.Json.Serialization;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>What a dataset version's manifest blob holds: classes, and where the columns lie.</summary>
internal sealed record ManifestIndex
{
    /// <summary>Number of this form; the first one, a single blob, bore none.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Form of the manifest. The first property, so that the blob's first bytes tell it from the form before.</summary>
    [JsonPropertyOrder(-1)]
    public required int Format { get; init; }

    /// <summary>Class names.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Number of photos.</summary>
    public required int PhotoCount { get; init; }

    /// <summary>Photos of every shard but the last, which has the rest.</summary>
    public required int PhotosPerShard { get; init; }

    /// <summary>Label and split of every photo, 4 bytes each (<see cref="ManifestColumns"/>).</summary>
    public required BlobRef Columns { get; init; }

    /// <summary>Names of the renditions, 40 bytes each (<see cref="PackedBlobRef"/>), a blob for each shard: what augmenters read.</summary>
    public required IReadOnlyList<BlobRef> Renditions { get; init; }

    /// <summary>Names of the photos as imported, with their file names (<see cref="OriginalRows"/>), a blob for each shard.</summary>
    public required IReadOnlyList<BlobRef> Originals { get; init; }

    /// <summary>Photos of a shard.</summary>
    public int CountOf(int shard) => Math.Min(PhotosPerShard, PhotoCount - (shard * PhotosPerShard));
}
