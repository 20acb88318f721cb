namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Pinned uint8 HWC pixels: a photo, or a part of it whose rows and columns keep their numbers in the photo, so that a position comes out
/// the same, bit for bit, whichever part is at hand. Kernels read up to <see cref="OverreadBytes"/> bytes behind the last pixel.
/// </summary>
internal readonly unsafe struct PixelView(byte* pixelsHwc, int left, int top, int width, int height, int strideBytes)
{
    /// <summary>A tap loads 8 bytes at a pixel of 3.</summary>
    public const int OverreadBytes = 5;

    public byte* PixelsHwc { get; } = pixelsHwc;

    /// <summary>Number of the first column.</summary>
    public int Left { get; } = left;

    /// <summary>Number of the first row.</summary>
    public int Top { get; } = top;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int StrideBytes { get; } = strideBytes;

    /// <summary>Where row 0, column 0 would lie; only pixels of the view may be read.</summary>
    public byte* Origin => PixelsHwc - ((long)Top * StrideBytes) - (Left * 3L);
}
