namespace BirdGrid.Grains.Blobs;

/// <summary>A stored blob is not the bytes that were put: the disk or somebody changed it.</summary>
/// <param name="blob">The blob.</param>
/// <param name="location">Where it lies.</param>
/// <param name="fault">What is different.</param>
[GenerateSerializer, Alias("birdgrid.blob-corrupt")]
public sealed class BlobCorruptException(BlobRef blob, string location, string fault)
    : Exception($"Blob {blob.Sha256} is damaged at {location}: {fault}. Restore it from a backup, or delete it there and put the bytes again.")
{
    /// <summary>The blob.</summary>
    [Id(0)]
    public BlobRef Blob { get; } = blob;
}
