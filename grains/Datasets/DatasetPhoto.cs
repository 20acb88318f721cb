using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>One photo of a dataset version, a line of its manifest.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.dataset-photo")]
public sealed record DatasetPhoto
{
    /// <summary>File name as imported, for people.</summary>
    [Id(0)]
    public required string FileName { get; init; }

    /// <summary>Index of the photo's class in the version's class list.</summary>
    [Id(1)]
    public required int Label { get; init; }

    /// <summary>Part of the dataset.</summary>
    [Id(2)]
    public required DatasetSplit Split { get; init; }

    /// <summary>The photo as imported.</summary>
    [Id(3)]
    public required BlobRef Photo { get; init; }

    /// <summary>The photo shrunk to the training working size.</summary>
    [Id(4)]
    public required BlobRef Rendition { get; init; }
}
