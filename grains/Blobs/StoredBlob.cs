namespace BirdGrid.Grains.Blobs;

/// <summary>A blob that was put.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="WasDamaged">Whether what the store had under its name was damaged, and has been replaced.</param>
public sealed record StoredBlob(BlobRef Blob, bool WasDamaged);
