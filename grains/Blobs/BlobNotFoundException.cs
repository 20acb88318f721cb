namespace BirdGrid.Grains.Blobs;

/// <summary>The blob store has no such blob.</summary>
/// <param name="blob">The blob.</param>
[GenerateSerializer, Alias("birdgrid.blob-not-found")]
public sealed class BlobNotFoundException(BlobRef blob)
    : DamagedException("blob-missing", $"The stored file {blob.Sha256} ({blob.Length} bytes) is missing. Check that every silo uses the same blob folder or bucket. If it is a photo, importing the same photos again brings it back; otherwise restore the file from a backup.")
{
    /// <summary>The blob.</summary>
    [Id(0)]
    public BlobRef Blob { get; } = blob;
}
