namespace BirdGrid.Grains.Blobs;

/// <summary>A blob's bytes no longer have its hash.</summary>
/// <param name="blob">The blob.</param>
/// <param name="place">Where it lies.</param>
public sealed class BlobCorruptException(BlobRef blob, string place)
    : IOException($"Blob {blob.Sha256} in {place} has changed on disk: its bytes have another hash. Restore it from a copy.");
