using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Halves a picture by averaging 2x2 boxes, rounded to nearest; an odd last row or column is averaged with itself. A part has to begin at an even row and column.</summary>
internal static unsafe class HalfSize
{
    private const int BlockPixels = 8;

    public static int SideOf(int side) => (side + 1) / 2;

    /// <summary>Writes the half-size picture, rows without padding. The output may be the source's own memory: it is written behind what is read.</summary>
    public static PixelView Shrink(in PixelView source, byte* outputHwc, SimdLevel simd)
    {
        var output = new PixelView(outputHwc, source.Left / 2, source.Top / 2, SideOf(source.Width), SideOf(source.Height), SideOf(source.Width) * 3);
        for (int y = 0; y < output.Height; y++)
        {
            byte* top = source.PixelsHwc + ((long)(2 * y) * source.StrideBytes);
            byte* bottom = (2 * y) + 1 < source.Height ? top + source.StrideBytes : top;
            byte* row = outputHwc + ((long)y * output.StrideBytes);
            int x = 0;
            if (simd >= SimdLevel.Avx2)
            {
                for (; x + BlockPixels <= source.Width; x += BlockPixels)
                {
                    ShrinkBlock(top + (3 * x), bottom + (3 * x), row + (x / 2 * 3));
                }
            }

            for (; x < source.Width; x += 2)
            {
                int left = 3 * x;
                int right = x + 1 < source.Width ? left + 3 : left;
                for (int channel = 0; channel < 3; channel++)
                {
                    int sum = top[left + channel] + top[right + channel] + bottom[left + channel] + bottom[right + channel];
                    row[(x / 2 * 3) + channel] = (byte)((sum + 2) >> 2);
                }
            }
        }

        return output;
    }

    /// <summary>Eight columns of two rows to four pixels; reads and writes no byte beyond them.</summary>
    private static void ShrinkBlock(byte* top, byte* bottom, byte* output)
    {
        Vector256<short> sums = HorizontalSums(top) + HorizontalSums(bottom) + Vector256.Create((short)2);
        Vector256<short> means = Avx2.ShiftRightLogical(sums, 2);
        Vector128<byte> packed = Sse2.PackUnsignedSaturate(means.GetLower(), means.GetUpper());
        Vector128<byte> pixels = Ssse3.Shuffle(packed, Vector128.Create((byte)0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 0x80, 0x80, 0x80, 0x80));
        Sse2.StoreScalar((long*)output, pixels.AsInt64());
        *(uint*)(output + 8) = pixels.AsUInt32().GetElement(2);
    }

    /// <summary>Sums of neighbouring pixels, four pixels to a half: red, green, blue of the first two, then of the next two.</summary>
    private static Vector256<short> HorizontalSums(byte* pixels)
    {
        Vector256<byte> pairs = Avx2.Shuffle(
            Vector256.Create(Vector128.Load(pixels), Vector128.Load(pixels + 8)),
            Vector256.Create(
                (byte)0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 0x80, 0x80, 0x80, 0x80,
                4, 7, 5, 8, 6, 9, 10, 13, 11, 14, 12, 15, 0x80, 0x80, 0x80, 0x80));
        return Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((sbyte)1));
    }
}
