namespace BirdGrid.Vision.Augmentation;

/// <summary>Pinned uint8 HWC pixels. Kernels read up to <see cref="OverreadBytes"/> bytes behind the last pixel.</summary>
internal readonly unsafe struct PixelView(byte* pixelsHwc, int width, int height, int strideBytes)
{
    /// <summary>A tap loads 8 bytes at a pixel of 3.</summary>
    public const int OverreadBytes = 5;

    public byte* PixelsHwc { get; } = pixelsHwc;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int StrideBytes { get; } = strideBytes;
}
