using System.Buffers;
using System.Runtime.InteropServices;
using BirdGrid.Vision.Photos.Jpeg;
using SkiaSharp;

namespace BirdGrid.Vision.Photos;

/// <summary>Decodes the pixels of a photo whose header has been checked, through Skia (libjpeg-turbo, libpng, libwebp); ordinary JPEGs at full size faster, to the same bytes.</summary>
internal static unsafe class PixelDecoder
{
    private const int RgbaBytes = 4;
    private const int RowsPerBand = 32;

    /// <summary>Columns beside a window that are decoded and dropped: at the edge of a part, chroma is interpolated from one side only.</summary>
    private const int EdgeColumns = 2;

    /// <summary>What the library makes of coefficients that are missing: zeros, in every channel.</summary>
    private const byte MissingLevel = 128;

    private const int EndMarkerBytes = 2;

    /// <exception cref="PhotoDecodeException">The pixels are damaged or incomplete.</exception>
    public static RgbImage Decode(ReadOnlyMemory<byte> encoded, PhotoHeader header, DecodePlan plan, TruncatedPhotos truncated)
    {
        if (header.Format == PhotoFormat.Jpeg)
        {
            return DecodeWindow(encoded, header, plan, new PixelWindow(0, 0, plan.Width, plan.Height), null, truncated);
        }

        using MemoryHandle pin = encoded.Pin();
        using var data = SKData.Create((nint)pin.Pointer, encoded.Length);
        using SKCodec codec = Open(data, header);
        return DecodeWhole(codec, header, plan, codec.Info.AlphaType == SKAlphaType.Opaque, truncated);
    }

    /// <summary>Decodes a window of a JPEG; rows above it are skipped, rows below it not looked at.</summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <param name="header">Its header.</param>
    /// <param name="plan">The scale.</param>
    /// <param name="storedWindow">Pixels at that scale, before orientation.</param>
    /// <param name="buffer">A buffer for the picture; null allocates one.</param>
    /// <param name="truncated">What is done with a photo that ends before its last pixel.</param>
    /// <exception cref="PhotoDecodeException">The pixels are damaged or incomplete.</exception>
    public static RgbImage DecodeWindow(
        ReadOnlyMemory<byte> encoded, PhotoHeader header, DecodePlan plan, PixelWindow storedWindow, byte[]? buffer, TruncatedPhotos truncated = TruncatedPhotos.Refuse)
    {
        if (plan.IsFullScale && BaselineDecoder.TryDecode(encoded.Span, header, storedWindow, buffer) is { } image)
        {
            return image;
        }

        return DecodeWindowBySkia(encoded, header, plan, storedWindow, buffer, truncated);
    }

    /// <summary>The same by the library alone, which is what <see cref="BaselineDecoder"/> has to equal.</summary>
    internal static RgbImage DecodeWindowBySkia(
        ReadOnlyMemory<byte> encoded, PhotoHeader header, DecodePlan plan, PixelWindow storedWindow, byte[]? buffer, TruncatedPhotos truncated = TruncatedPhotos.Refuse)
    {
        ReadOnlyMemory<byte> ended = JpegExtent.End(encoded, out JpegExtent? extent);
        RequireRows(header, extent, encoded.Length, truncated);
        using MemoryHandle pin = ended.Pin();
        using var data = SKData.Create((nint)pin.Pointer, ended.Length);
        using SKCodec codec = Open(data, header);
        RgbImage image = DecodeBands(codec, header, plan, storedWindow, buffer, out bool endsInGray);
        if (extent is null && endsInGray && storedWindow == new PixelWindow(0, 0, plan.Width, plan.Height))
        {
            // Cut short and then ended properly, perhaps; or the photo is gray there.
            extent = JpegExtent.Measure(encoded.Span);
            RequireRows(header, extent, encoded.Length, truncated);
        }

        image.IsTruncated = extent is { IsWhole: false };
        return image;
    }

    private static void RequireRows(PhotoHeader header, JpegExtent? extent, int encodedBytes, TruncatedPhotos truncated)
    {
        if (extent is { IsWhole: false } part)
        {
            bool goesOn = encodedBytes - part.DataEnd > EndMarkerBytes;
            TruncationRule.Require(header, part.Rows, truncated, goesOn ? "breaks off before its last pixel" : "ends before its last pixel");
        }
    }

    private static SKCodec Open(SKData data, PhotoHeader header)
    {
        SKCodec codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult opened)
            ?? throw Fault(header.Format, opened, PhotoFault.CorruptHeader);
        if (codec.Info.Width == header.StoredWidth && codec.Info.Height == header.StoredHeight)
        {
            return codec;
        }

        codec.Dispose();
        throw Fault(header.Format, SKCodecResult.InvalidInput, PhotoFault.CorruptHeader);
    }

    private static RgbImage DecodeBands(SKCodec codec, PhotoHeader header, DecodePlan plan, PixelWindow window, byte[]? buffer, out bool endsInGray)
    {
        SKSizeI size = codec.GetScaledDimensions(plan.Eighths / 8f);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        int left = Math.Max(0, window.Left - EdgeColumns);
        int right = Math.Min(size.Width, window.Left + window.Width + EdgeColumns);
        Check(header.Format, right - left == size.Width
            ? codec.StartScanlineDecode(info)
            : codec.StartScanlineDecode(info, new SKCodecOptions(new SKRectI(left, 0, right, size.Height))));
        if (window.Top > 0 && !codec.SkipScanlines(window.Top))
        {
            throw Fault(header.Format, SKCodecResult.IncompleteInput, PhotoFault.CorruptPixels);
        }

        int rowBytes = (right - left) * RgbaBytes;
        int firstByte = (window.Left - left) * RgbaBytes;
        byte[] band = ArrayPool<byte>.Shared.Rent(rowBytes * RowsPerBand);
        try
        {
            var upright = new UprightWriter(window.Width, window.Height, header.Orientation, buffer);
            endsInGray = false;
            fixed (byte* pixels = band)
            {
                for (int top = 0; top < window.Height; top += RowsPerBand)
                {
                    int rows = Math.Min(RowsPerBand, window.Height - top);
                    if (codec.GetScanlines((nint)pixels, rows, rowBytes) < rows)
                    {
                        throw Fault(header.Format, SKCodecResult.IncompleteInput, PhotoFault.CorruptPixels);
                    }

                    for (int row = 0; row < rows; row++)
                    {
                        upright.WriteRow(top + row, band.AsSpan((row * rowBytes) + firstByte, window.Width * RgbaBytes));
                    }

                    int lastPixel = ((rows - 1) * rowBytes) + firstByte + ((window.Width - 1) * RgbaBytes);
                    endsInGray = band.AsSpan(lastPixel, RgbaBytes - 1).IndexOfAnyExcept(MissingLevel) < 0;
                }
            }

            return upright.Image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }
    }

    private static RgbImage DecodeWhole(SKCodec codec, PhotoHeader header, DecodePlan plan, bool isOpaque, TruncatedPhotos truncated)
    {
        // Premultiplied pixels lie over black; over white they only lack white's share.
        var info = new SKImageInfo(
            header.StoredWidth, header.StoredHeight, SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        int rowBytes = header.StoredWidth * RgbaBytes;
        byte* pixels = (byte*)NativeMemory.Alloc((nuint)header.StoredHeight, (nuint)rowBytes);
        try
        {
            SKCodecResult result = codec.GetPixels(info, (nint)pixels, rowBytes, SKCodecOptions.Default);
            bool isTruncated = result == SKCodecResult.IncompleteInput;
            if (isTruncated)
            {
                int rows = RowsThere(pixels, header);
                TruncationRule.Require(header, rows, truncated, "ends before its last pixel, or is damaged there");
                for (int row = rows; isOpaque && row < header.StoredHeight; row++)
                {
                    new Span<byte>(pixels + ((long)row * rowBytes), rowBytes).Fill(MissingLevel);
                }
            }
            else
            {
                Check(header.Format, result);
            }

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

            upright.Image.IsTruncated = isTruncated;
            return upright.Image;
        }
        finally
        {
            NativeMemory.Free(pixels);
        }
    }

    /// <summary>Rows up to the last that has anything in it; the library leaves those that are missing transparent.</summary>
    private static int RowsThere(byte* pixels, PhotoHeader header)
    {
        int rowBytes = header.StoredWidth * RgbaBytes;
        int rows = header.StoredHeight;
        while (rows > 0 && new ReadOnlySpan<byte>(pixels + ((long)(rows - 1) * rowBytes), rowBytes).IndexOfAnyExcept((byte)0) < 0)
        {
            rows--;
        }

        return rows;
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
