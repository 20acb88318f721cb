namespace BirdGrid.Vision.Photos;

/// <summary>How large a photo is decoded, and what that costs, worked out from its header alone.</summary>
/// <param name="Eighths">JPEG only: the scale of the inverse DCT in eighths, 1 to 8.</param>
/// <param name="BoxFactor">PNG and WebP only: pixels are averaged in squares of this side, 1 for none.</param>
/// <param name="Width">Stored width in pixels after scaling, before orientation.</param>
/// <param name="Height">Rows after scaling, before orientation.</param>
/// <param name="WorkingBytes">Estimated peak memory in bytes, the result included.</param>
internal readonly record struct DecodePlan(int Eighths, int BoxFactor, int Width, int Height, long WorkingBytes)
{
    private const int FullScale = 8;
    private const int RgbaBytes = 4;
    private const int RgbBytes = 3;

    /// <summary>Whether a JPEG is decoded at its full size.</summary>
    public bool IsFullScale => Eighths == FullScale;

    /// <summary>Plans a decode whose shorter side is at least <paramref name="minShorterSide"/>; 0 asks for full size.</summary>
    public static DecodePlan For(PhotoHeader header, int minShorterSide) =>
        header.Format == PhotoFormat.Jpeg ? ForJpeg(header, minShorterSide) : ForWhole(header, minShorterSide);

    private static DecodePlan ForJpeg(PhotoHeader header, int minShorterSide)
    {
        int eighths = minShorterSide == 0 ? FullScale : 1;
        while (eighths < FullScale && Scaled(header.ShorterSide, eighths) < minShorterSide)
        {
            eighths++;
        }

        return AtScale(header, eighths);
    }

    /// <summary>Plans a JPEG's decode at 1/<paramref name="shrink"/>: 1, 2, 4 or 8.</summary>
    public static DecodePlan ForShrink(PhotoHeader header, int shrink) => AtScale(header, FullScale / shrink);

    private static DecodePlan AtScale(PhotoHeader header, int eighths)
    {
        int width = Scaled(header.StoredWidth, eighths);
        int height = Scaled(header.StoredHeight, eighths);
        return new DecodePlan(eighths, 1, width, height, CodecBytes(header) + (long)width * height * RgbBytes);
    }

    private static DecodePlan ForWhole(PhotoHeader header, int minShorterSide)
    {
        bool shrinks = minShorterSide > 0 && header.Pixels * RgbaBytes > PhotoDecoder.LargeWorkingBytes;
        int factor = shrinks ? Math.Max(1, header.ShorterSide / minShorterSide) : 1;
        int width = (header.StoredWidth + factor - 1) / factor;
        int height = (header.StoredHeight + factor - 1) / factor;
        long bytes = CodecBytes(header) + header.Pixels * RgbaBytes + (long)width * height * RgbBytes;
        return new DecodePlan(FullScale, factor, width, height, bytes);
    }

    private static int Scaled(int side, int eighths) => (int)(((long)side * eighths + FullScale - 1) / FullScale);

    private static long CodecBytes(PhotoHeader header) => (long)(header.Pixels * header.CodecBytesPerPixel);
}
