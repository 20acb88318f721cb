using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// Decodes a window of an ordinary JPEG at full size, to the very bytes of the library (Skia's libjpeg-turbo, which is built without vector
/// instructions): entropy decoding has to go through all that comes before, but only the window's blocks are transformed. Where a photo is of
/// another kind, or anything about it is not as it should be, nothing is decoded here and the library has the word.
/// </summary>
internal static unsafe class BaselineDecoder
{
    /// <summary>Above so many pixels the library's few rows at a time are kinder to the memory.</summary>
    private const int MostPixels = 4_000_000;

    /// <summary>libjpeg interpolates chroma otherwise in pictures narrower than this.</summary>
    private const int LeastWidth = 8;

    private const int BlockSide = 8;
    private const int BlockSize = BlockSide * BlockSide;
    private const int RgbaBytes = 4;

    /// <summary>Decodes a window.</summary>
    /// <param name="encoded">The whole JPEG.</param>
    /// <param name="header">Its header.</param>
    /// <param name="window">Stored pixels at full size.</param>
    /// <param name="buffer">A buffer for the picture; null allocates one.</param>
    /// <returns>The upright window; null where the library has to decode the photo.</returns>
    public static RgbImage? TryDecode(ReadOnlySpan<byte> encoded, PhotoHeader header, PixelWindow window, byte[]? buffer)
    {
        if (!Avx2.IsSupported || (long)window.Width * window.Height > MostPixels
            || BaselineScan.TryRead(encoded) is not { Width: >= LeastWidth } scan
            || scan.Width != header.StoredWidth || scan.Height != header.StoredHeight)
        {
            return null;
        }

        var layout = new McuLayout(scan, window);
        byte[] planes = ArrayPool<byte>.Shared.Rent(layout.PlanesBytes + ChromaRow.Slack);
        try
        {
            fixed (byte* data = encoded)
            fixed (byte* samples = planes)
            {
                return TryReadBlocks(scan, layout, data + scan.DataOffset, data + encoded.Length, samples)
                    ? Convert(layout, samples, window, new UprightWriter(window.Width, window.Height, header.Orientation, buffer))
                    : null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    [SkipLocalsInit]
    private static bool TryReadBlocks(BaselineScan scan, McuLayout layout, byte* data, byte* end, byte* samples)
    {
        var reader = new EntropyReader(data, end);
        int* block = stackalloc int[BlockSize + 1];
        int* quantisation = stackalloc int[3 * EntropyReader.PaddedSize];
        int* predictors = stackalloc int[3];
        new Span<int>(block, BlockSize).Clear();
        new Span<int>(predictors, 3).Clear();
        new Span<int>(quantisation, 3 * EntropyReader.PaddedSize).Fill(1);
        for (int i = 0; i < scan.Components.Length; i++)
        {
            scan.Components[i].Quantisation.CopyTo(new Span<int>(quantisation + (i * EntropyReader.PaddedSize), BlockSize));
        }

        int mcu = 0;
        for (int row = 0; row <= layout.LastRow; row++)
        {
            for (int column = 0; column < layout.Columns; column++, mcu++)
            {
                if (scan.RestartMcus > 0 && mcu > 0 && mcu % scan.RestartMcus == 0)
                {
                    reader.Restart(((mcu / scan.RestartMcus) - 1) & 7);
                    new Span<int>(predictors, 3).Clear();
                }

                bool isNeeded = row >= layout.FirstRow && column >= layout.FirstColumn && column <= layout.LastColumn;
                for (int i = 0; i < scan.Components.Length; i++)
                {
                    JpegComponent component = scan.Components[i];
                    for (int part = 0; part < component.Horizontal * component.Vertical; part++)
                    {
                        if (!isNeeded)
                        {
                            reader.SkipBlock(component, ref predictors[i]);
                            continue;
                        }

                        int x = part % component.Horizontal;
                        int y = part / component.Horizontal;
                        byte* output = samples + layout.OffsetOf(i, ((column - layout.FirstColumn) * component.Horizontal) + x, ((row - layout.FirstRow) * component.Vertical) + y);
                        if (reader.ReadBlock(component, quantisation + (i * EntropyReader.PaddedSize), ref predictors[i], block))
                        {
                            InverseDct.Transform(block, output, layout.StrideOf(i));
                            new Span<int>(block, BlockSize).Clear();
                        }
                        else
                        {
                            InverseDct.Fill(block[0], output, layout.StrideOf(i));
                        }
                    }
                }

                if (reader.HasFailed)
                {
                    return false;
                }
            }

            if (reader.IsExhausted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Interpolates chroma and converts to RGB, a row at a time.</summary>
    private static RgbImage Convert(McuLayout layout, byte* samples, PixelWindow window, UprightWriter upright)
    {
        int chromaBytes = window.Width + 2 + (2 * ChromaRow.Slack);
        byte[] rented = ArrayPool<byte>.Shared.Rent((window.Width * RgbaBytes) + (ChromaRow.Slack * RgbaBytes) + (4 * chromaBytes));
        try
        {
            fixed (byte* rgba = rented)
            {
                byte* blue = rgba + (window.Width * RgbaBytes) + (ChromaRow.Slack * RgbaBytes);
                byte* red = blue + chromaBytes;
                short* sums = (short*)(red + chromaBytes);
                for (int row = 0; row < window.Height; row++)
                {
                    byte* luma = samples + layout.LumaOffset(window.Left, window.Top + row);
                    if (layout.ComponentCount == 1)
                    {
                        YccRow.GrayToRgba(luma, window.Width, rgba);
                    }
                    else
                    {
                        byte* cb = Chroma(layout, samples, 1, window, row, sums, blue);
                        byte* cr = Chroma(layout, samples, 2, window, row, sums, red);
                        YccRow.ToRgba(luma, cb, cr, window.Width, rgba);
                    }

                    upright.WriteRow(row, new ReadOnlySpan<byte>(rgba, window.Width * RgbaBytes));
                }
            }

            return upright.Image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The chroma samples of a window's row, one for each pixel.</summary>
    private static byte* Chroma(McuLayout layout, byte* samples, int component, PixelWindow window, int row, short* sums, byte* interpolated)
    {
        int y = window.Top + row;
        byte* near = samples + layout.ChromaRowOffset(component, y >> layout.ChromaRowShift);
        if (layout.ChromaColumnShift == 0)
        {
            return near + layout.ChromaColumn(window.Left);
        }

        bool hasHalfRows = layout.ChromaRowShift == 1;
        byte* far = hasHalfRows ? samples + layout.ChromaRowOffset(component, (y >> 1) + ((y & 1) == 0 ? -1 : 1)) : null;
        int first = window.Left >> 1;
        int count = ((window.Left + window.Width - 1) >> 1) - first + 1;

        // A sample more on either side, or the outermost again at the picture's edge.
        int before = layout.ChromaColumn(Math.Max(first - 1, 0));
        short* centre = sums + 1;
        int lead = first > 0 ? 1 : 0;
        ChromaRow.Weigh(near + before, far is null ? null : far + before, count + lead + 1, centre - lead);
        if (first == 0)
        {
            centre[-1] = centre[0];
        }

        if (first + count >= layout.ChromaWidth)
        {
            centre[layout.ChromaWidth - first] = centre[layout.ChromaWidth - first - 1];
        }

        ChromaRow.Double(centre, count, hasHalfRows, interpolated);
        return interpolated + (window.Left & 1);
    }
}
