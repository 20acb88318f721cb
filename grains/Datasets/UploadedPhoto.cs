namespace BirdGrid.Grains.Datasets;

/// <summary>One photo as it arrives at an import.</summary>
/// <param name="Label">Its class.</param>
/// <param name="FileName">File name, for people.</param>
/// <param name="Split">Given split, or unassigned.</param>
/// <param name="Encoded">The encoded bytes.</param>
public sealed record UploadedPhoto(string Label, string FileName, DatasetSplit Split, ReadOnlyMemory<byte> Encoded)
{
    /// <summary>What is held for the photo's bytes; disposed of when they are stored.</summary>
    public IDisposable? Held { get; init; }
}
