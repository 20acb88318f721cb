using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BirdGrid.Vision.Photos;

/// <summary>
/// Antialiased bilinear resizing with Pillow's arithmetic (<c>Image.resize(..., BILINEAR)</c>): a horizontal pass, an 8-bit
/// intermediate, a vertical pass, 22-bit fixed-point weights. Safe for concurrent use.
/// </summary>
public static class PhotoResizer
{
    private const int RgbBytes = 3;
    private const int Half = 1 << (ResizeTaps.FractionBits - 1);

    /// <summary>Resizes a picture.</summary>
    /// <param name="source">The picture, uint8 HWC.</param>
    /// <param name="width">Width of the result in pixels, at least 1.</param>
    /// <param name="height">Height of the result in pixels, at least 1.</param>
    /// <returns>A new picture of that size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public static RgbImage Resize(RgbImage source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        var target = new RgbImage(width, height);
        ResizeWindow(source, width, height, new PixelWindow(0, 0, width, height), target.PixelsHwc);
        return target;
    }

    /// <summary>
    /// Computes a window of the resized picture and nothing outside it: the same bytes as resizing the whole and cropping,
    /// in time and memory bounded by the source and the window.
    /// </summary>
    /// <param name="source">The picture, uint8 HWC.</param>
    /// <param name="width">Width in pixels of the whole resized picture.</param>
    /// <param name="height">Height in pixels of the whole resized picture.</param>
    /// <param name="window">The part that is wanted, inside the resized picture.</param>
    /// <param name="imageHwc">Receives the window, uint8 HWC, window.Height * window.Width * 3 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window lies outside the resized picture, or is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="imageHwc"/> does not have the window's size.</exception>
    public static void ResizeWindow(RgbImage source, int width, int height, PixelWindow window, Span<byte> imageHwc)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckWindow(width, height, window);
        if (imageHwc.Length != (long)window.Width * window.Height * RgbBytes)
        {
            throw new ArgumentException(
                $"{imageHwc.Length} bytes given for a window of {window.Width} x {window.Height} pixels of 3 bytes.", nameof(imageHwc));
        }

        using var columns = new ResizeTaps(source.Width, width, window.Left, window.Width);
        using var rows = new ResizeTaps(source.Height, height, window.Top, window.Height);
        int stride = window.Width * RgbBytes;
        int firstRow = rows.FirstSource;
        int rowCount = rows.EndSource - firstRow;
        byte[] narrowed = ArrayPool<byte>.Shared.Rent(checked(rowCount * stride));
        try
        {
            bool keepsColumns = width == source.Width;
            for (int row = 0; row < rowCount; row++)
            {
                Span<byte> line = narrowed.AsSpan(row * stride, stride);
                int sourceOffset = (firstRow + row) * source.Stride;
                if (keepsColumns)
                {
                    source.Buffer.AsSpan(sourceOffset + window.Left * RgbBytes, stride).CopyTo(line);
                }
                else
                {
                    ResampleColumns(source.Buffer, sourceOffset, in columns, line);
                }
            }

            for (int row = 0; row < window.Height; row++)
            {
                Span<byte> line = imageHwc.Slice(row * stride, stride);
                int offset = (rows.First(row) - firstRow) * stride;
                BlendRows(narrowed.AsSpan(offset, rows.Weights(row).Length * stride), rows.Weights(row), line);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(narrowed);
        }
    }

    /// <summary>One row of the horizontal pass. The picture's slack lets every pixel be read as four bytes.</summary>
    private static void ResampleColumns(byte[] source, int rowOffset, in ResizeTaps columns, Span<byte> line)
    {
        ref byte row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), rowOffset);
        Vector128<byte> widen = Vector128.Create((byte)0, 255, 255, 255, 1, 255, 255, 255, 2, 255, 255, 255, 3, 255, 255, 255);
        int outputs = line.Length / RgbBytes;
        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<int> weights = columns.Weights(output);
            ref byte pixel = ref Unsafe.Add(ref row, columns.First(output) * RgbBytes);
            Vector128<int> sum = Vector128.Create(Half);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                uint rgb = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixel, tap * RgbBytes));
                sum += Vector128.Shuffle(Vector128.CreateScalarUnsafe(rgb).AsByte(), widen).AsInt32() * weights[tap];
            }

            Vector128<int> value = Vector128.Min(sum >>> ResizeTaps.FractionBits, Vector128.Create(255));
            line[output * RgbBytes] = (byte)value[0];
            line[output * RgbBytes + 1] = (byte)value[1];
            line[output * RgbBytes + 2] = (byte)value[2];
        }
    }

    /// <summary>One row of the vertical pass: the weighted sum of consecutive rows, sixteen bytes at a time.</summary>
    private static void BlendRows(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> line)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows);
        int stride = line.Length;
        int at = 0;
        for (; at + 16 <= stride; at += 16)
        {
            Vector128<int> sum0 = Vector128.Create(Half);
            Vector128<int> sum1 = sum0;
            Vector128<int> sum2 = sum0;
            Vector128<int> sum3 = sum0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                (Vector128<ushort> low, Vector128<ushort> high) =
                    Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)(tap * stride + at)));
                sum0 += Vector128.WidenLower(low).AsInt32() * weights[tap];
                sum1 += Vector128.WidenUpper(low).AsInt32() * weights[tap];
                sum2 += Vector128.WidenLower(high).AsInt32() * weights[tap];
                sum3 += Vector128.WidenUpper(high).AsInt32() * weights[tap];
            }

            Vector128<ushort> first = Vector128.Narrow(
                (sum0 >>> ResizeTaps.FractionBits).AsUInt32(), (sum1 >>> ResizeTaps.FractionBits).AsUInt32());
            Vector128<ushort> second = Vector128.Narrow(
                (sum2 >>> ResizeTaps.FractionBits).AsUInt32(), (sum3 >>> ResizeTaps.FractionBits).AsUInt32());
            Vector128<ushort> most = Vector128.Create((ushort)255);
            Vector128.Narrow(Vector128.Min(first, most), Vector128.Min(second, most)).CopyTo(line[at..]);
        }

        for (; at < stride; at++)
        {
            int sum = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += rows[tap * stride + at] * weights[tap];
            }

            line[at] = (byte)Math.Min(sum >>> ResizeTaps.FractionBits, 255);
        }
    }

    private static void CheckWindow(int width, int height, PixelWindow window)
    {
        if (window.Left < 0 || window.Top < 0 || window.Width < 1 || window.Height < 1
            || (long)window.Left + window.Width > width || (long)window.Top + window.Height > height)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, $"The window lies outside a picture of {width} x {height} pixels.");
        }
    }
}
