using System.Runtime.InteropServices;
using SkiaSharp;

namespace BirdGrid.Vision.Photos;

/// <summary>Encodes RGB pictures. Safe for concurrent use.</summary>
public static unsafe class PhotoEncoder
{
    /// <summary>The longest side that a JPEG encoder writes.</summary>
    private const int MaxJpegSide = 65_500;

    private const int ZlibLevel = 6;

    /// <summary>Encodes a picture as an 8-bit RGB PNG, without loss.</summary>
    /// <param name="image">The picture.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] EncodePng(RgbImage image) =>
        Encode(image, pixels => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, ZlibLevel)));

    /// <summary>Encodes a picture as a baseline JPEG without chroma subsampling (4:4:4).</summary>
    /// <param name="image">The picture, no side above 65,500 pixels.</param>
    /// <param name="quality">libjpeg quality, 1 to 100.</param>
    /// <returns>The bytes of a JPEG file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quality is outside its range, or a side is too long for JPEG.</exception>
    public static byte[] EncodeJpeg(RgbImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(image.Width, image.Height), MaxJpegSide, nameof(image));
        var options = new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore);
        return Encode(image, pixels => pixels.Encode(options));
    }

    private static byte[] Encode(RgbImage image, Func<SKPixmap, SKData?> encode)
    {
        ArgumentNullException.ThrowIfNull(image);
        int rowBytes = image.Width * 4;
        byte* rgba = (byte*)NativeMemory.Alloc((nuint)image.Height, (nuint)rowBytes);
        try
        {
            for (int row = 0; row < image.Height; row++)
            {
                RgbaPacking.ToRgba(
                    image.PixelsHwc.Slice(row * image.Stride, image.Stride), new Span<byte>(rgba + (long)row * rowBytes, rowBytes));
            }

            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using var pixels = new SKPixmap(info, (nint)rgba, rowBytes);
            using SKData data = encode(pixels)
                ?? throw new InvalidOperationException($"Skia could not encode a picture of {image.Width} x {image.Height} pixels.");
            return data.ToArray();
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }
}
