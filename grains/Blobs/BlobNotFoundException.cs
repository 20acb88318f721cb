namespace BirdGrid.Grains.Blobs;

/// <summary>The blob store has no such blob.</summary>
/// <param name="blob">The blob.</param>
/// <param name="store">Where it was looked for.</param>
[GenerateSerializer, Alias("birdgrid.blob-not-found")]
public sealed class BlobNotFoundException(BlobRef blob, string store)
    : Exception($"Blob {blob.Sha256} ({blob.Length} bytes) is not in {store}. Check that every silo uses the same blob folder or bucket, or restore it from a backup.")
{
    /// <summary>The blob.</summary>
    [Id(0)]
    public BlobRef Blob { get; } = blob;
}
