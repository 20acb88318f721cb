namespace BirdGrid.Grains.Blobs;

/// <summary>A blob that something refers to is not in the store.</summary>
/// <param name="blob">The blob.</param>
/// <param name="place">Where it was looked for.</param>
public sealed class BlobNotFoundException(BlobRef blob, string place)
    : IOException($"Blob {blob.Sha256} ({blob.Length} bytes) is missing from {place}: the data directory is incomplete. Restore it from a copy.");
