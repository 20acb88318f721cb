using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// Doubles chroma between its samples as libjpeg's default does: the nearer sample counts three quarters, the farther one, in either
/// direction that is halved. At the picture's edges the nearest sample stands in for the missing one.
/// </summary>
internal static unsafe class ChromaRow
{
    private const int Block = 16;

    /// <summary>Bytes and shorts that may be read and written beyond a row.</summary>
    public const int Slack = 2 * Block;

    /// <summary>Weighs two rows for a row between them, or takes one row as it is.</summary>
    /// <param name="near">First sample of the nearer row.</param>
    /// <param name="far">First sample of the farther row; null where chroma has all rows.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="sums">Receives 3·near + far, or near.</param>
    public static void Weigh(byte* near, byte* far, int count, short* sums)
    {
        for (int i = 0; i < count; i += Block)
        {
            Vector256<short> sum = Avx2.ConvertToVector256Int16(near + i);
            if (far is not null)
            {
                sum += sum + sum + Avx2.ConvertToVector256Int16(far + i);
            }

            sum.Store(sums + i);
        }
    }

    /// <summary>Doubles a row across.</summary>
    /// <param name="sums">The samples, with one more before and behind.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="hasWeighedRows">Whether the sums are of two rows, four times as large.</param>
    /// <param name="output">Receives twice as many samples.</param>
    public static void Double(short* sums, int count, bool hasWeighedRows, byte* output)
    {
        // Roundings that differ to either side keep the mean: libjpeg's choice.
        Vector256<short> leftRounding = Vector256.Create((short)(hasWeighedRows ? 8 : 1));
        Vector256<short> rightRounding = Vector256.Create((short)(hasWeighedRows ? 7 : 2));
        int shift = hasWeighedRows ? 4 : 2;
        for (int i = 0; i < count; i += Block)
        {
            Vector256<short> sum = Vector256.Load(sums + i);
            Vector256<short> threefold = sum + sum + sum;
            Vector256<short> left = (threefold + Vector256.Load(sums + i - 1) + leftRounding) >> shift;
            Vector256<short> right = (threefold + Vector256.Load(sums + i + 1) + rightRounding) >> shift;
            (left | (right << 8)).AsByte().Store(output + (2 * i));
        }
    }
}
