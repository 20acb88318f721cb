using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace BirdGrid.Vision.Photos;

/// <summary>Decodes the pixels of a photo whose header has been checked, through Skia (libjpeg-turbo, libpng, libwebp).</summary>
internal static unsafe class PixelDecoder
{
    private const int RgbaBytes = 4;
    private const int RowsPerBand = 32;

    /// <exception cref="PhotoDecodeException">The pixels are damaged or incomplete.</exception>
    public static RgbImage Decode(ReadOnlyMemory<byte> encoded, PhotoHeader header, DecodePlan plan)
    {
        using MemoryHandle pin = encoded.Pin();
        using var data = SKData.Create((nint)pin.Pointer, encoded.Length);
        using SKCodec codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult opened)
            ?? throw Fault(header.Format, opened, PhotoFault.CorruptHeader);
        if (codec.Info.Width != header.StoredWidth || codec.Info.Height != header.StoredHeight)
        {
            throw Fault(header.Format, SKCodecResult.InvalidInput, PhotoFault.CorruptHeader);
        }

        bool isOpaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        return header.Format == PhotoFormat.Jpeg
            ? DecodeBands(codec, header, plan)
            : DecodeWhole(codec, header, plan, isOpaque);
    }

    private static RgbImage DecodeBands(SKCodec codec, PhotoHeader header, DecodePlan plan)
    {
        SKSizeI size = codec.GetScaledDimensions(plan.Eighths / 8f);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Check(header.Format, codec.StartScanlineDecode(info));

        int rowBytes = size.Width * RgbaBytes;
        byte[] band = ArrayPool<byte>.Shared.Rent(rowBytes * RowsPerBand);
        try
        {
            var upright = new UprightWriter(size.Width, size.Height, header.Orientation);
            fixed (byte* pixels = band)
            {
                for (int top = 0; top < size.Height; top += RowsPerBand)
                {
                    int rows = Math.Min(RowsPerBand, size.Height - top);
                    if (codec.GetScanlines((nint)pixels, rows, rowBytes) < rows)
                    {
                        throw Fault(header.Format, SKCodecResult.IncompleteInput, PhotoFault.CorruptPixels);
                    }

                    for (int row = 0; row < rows; row++)
                    {
                        upright.WriteRow(top + row, band.AsSpan(row * rowBytes, rowBytes));
                    }
                }
            }

            return upright.Image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }
    }

    private static RgbImage DecodeWhole(SKCodec codec, PhotoHeader header, DecodePlan plan, bool isOpaque)
    {
        // Premultiplied pixels lie over black; over white they only lack white's share.
        var info = new SKImageInfo(
            header.StoredWidth, header.StoredHeight, SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        int rowBytes = header.StoredWidth * RgbaBytes;
        byte* pixels = (byte*)NativeMemory.Alloc((nuint)header.StoredHeight, (nuint)rowBytes);
        try
        {
            Check(header.Format, codec.GetPixels(info, (nint)pixels, rowBytes, SKCodecOptions.Default));
            if (!isOpaque)
            {
                for (int row = 0; row < header.StoredHeight; row++)
                {
                    RgbaPacking.CompositeOnWhite(new Span<byte>(pixels + (long)row * rowBytes, rowBytes));
                }
            }

            var upright = new UprightWriter(plan.Width, plan.Height, header.Orientation);
            if (plan.BoxFactor == 1)
            {
                for (int row = 0; row < plan.Height; row++)
                {
                    upright.WriteRow(row, new ReadOnlySpan<byte>(pixels + (long)row * rowBytes, rowBytes));
                }
            }
            else
            {
                BoxShrink(pixels, header, plan, ref upright);
            }

            return upright.Image;
        }
        finally
        {
            NativeMemory.Free(pixels);
        }
    }

    private static void BoxShrink(byte* pixels, PhotoHeader header, DecodePlan plan, ref UprightWriter upright)
    {
        int factor = plan.BoxFactor;
        long rowBytes = (long)header.StoredWidth * RgbaBytes;
        byte[] shrunkRow = new byte[plan.Width * RgbaBytes];
        for (int y = 0; y < plan.Height; y++)
        {
            int rows = Math.Min(factor, header.StoredHeight - y * factor);
            byte* top = pixels + y * factor * rowBytes;
            for (int x = 0; x < plan.Width; x++)
            {
                int columns = Math.Min(factor, header.StoredWidth - x * factor);
                long red = 0;
                long green = 0;
                long blue = 0;
                for (int row = 0; row < rows; row++)
                {
                    byte* pixel = top + row * rowBytes + (long)x * factor * RgbaBytes;
                    for (int column = 0; column < columns; column++, pixel += RgbaBytes)
                    {
                        red += pixel[0];
                        green += pixel[1];
                        blue += pixel[2];
                    }
                }

                long count = (long)rows * columns;
                shrunkRow[x * RgbaBytes] = (byte)((red + count / 2) / count);
                shrunkRow[x * RgbaBytes + 1] = (byte)((green + count / 2) / count);
                shrunkRow[x * RgbaBytes + 2] = (byte)((blue + count / 2) / count);
            }

            upright.WriteRow(y, shrunkRow);
        }
    }

    private static void Check(PhotoFormat format, SKCodecResult result)
    {
        if (result != SKCodecResult.Success)
        {
            throw Fault(format, result, PhotoFault.CorruptPixels);
        }
    }

    private static PhotoDecodeException Fault(PhotoFormat format, SKCodecResult result, PhotoFault otherwise)
    {
        string name = PhotoDecoder.NameOf(format);
        return (result, otherwise) switch
        {
            (SKCodecResult.IncompleteInput, _) => new(PhotoFault.Truncated, $"This {name} ends before its last pixel, or is damaged there; send the whole file."),
            (_, PhotoFault.CorruptHeader) => new(otherwise, $"This {name}'s header is corrupt; send an undamaged file."),
            _ => new(otherwise, $"This {name}'s pixel data is corrupt or incomplete; send the whole, undamaged file."),
        };
    }
}
