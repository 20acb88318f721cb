namespace BirdGrid.Vision.Photos;

/// <summary>A photo shrunk once, at import, to the size that training works at.</summary>
/// <param name="EncodedJpeg">The upright photo as JPEG bytes.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="IsTruncated">Whether the photo ended before its last pixel. Its rendition is whole, with gray where pixels are missing.</param>
public sealed record Rendition(ReadOnlyMemory<byte> EncodedJpeg, int Width, int Height, bool IsTruncated = false);
