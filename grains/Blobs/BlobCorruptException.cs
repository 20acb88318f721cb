namespace BirdGrid.Grains.Blobs;

/// <summary>A stored blob is not the bytes that were put: the disk or somebody changed it.</summary>
/// <param name="blob">The blob.</param>
/// <param name="fault">What is different.</param>
[GenerateSerializer, Alias("birdgrid.blob-corrupt")]
public sealed class BlobCorruptException(BlobRef blob, string fault)
    : DamagedException("blob-damaged", $"The stored file {blob.Sha256} is damaged: {fault}. If it is a photo, import the same photos again: that replaces it. Otherwise restore the file from a backup.")
{
    /// <summary>The blob.</summary>
    [Id(0)]
    public BlobRef Blob { get; } = blob;
}
