using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The mean of a pixel's samples, rounded to nearest.</summary>
internal static unsafe class SampleMean
{
    private const int Block = 32;

    /// <summary>Fraction bits of the reciprocal of the number of samples, those of the rounding multiplication.</summary>
    private const int ReciprocalBits = 15;

    /// <summary>Averages rows of bytes.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowStride">Bytes from one row to the next.</param>
    /// <param name="rowCount">2 to <see cref="SamplePattern.MaxCount"/> rows.</param>
    /// <param name="length">Bytes of each.</param>
    /// <param name="output">Receives the means.</param>
    /// <param name="simd">Instructions.</param>
    public static void Write(byte* rows, int rowStride, int rowCount, int length, byte* output, SimdLevel simd)
    {
        short reciprocal = (short)Math.Round((1 << ReciprocalBits) / (double)rowCount);
        int at = 0;
        if (simd >= SimdLevel.Avx2)
        {
            for (; at + Block <= length; at += Block)
            {
                Vector256<short> low = Vector256<short>.Zero;
                Vector256<short> high = Vector256<short>.Zero;
                for (int row = 0; row < rowCount; row++)
                {
                    Vector256<byte> levels = Vector256.Load(rows + (row * rowStride) + at);
                    low += Avx2.UnpackLow(levels, Vector256<byte>.Zero).AsInt16();
                    high += Avx2.UnpackHigh(levels, Vector256<byte>.Zero).AsInt16();
                }

                Vector256<short> factor = Vector256.Create(reciprocal);
                Avx2.PackUnsignedSaturate(Avx2.MultiplyHighRoundScale(low, factor), Avx2.MultiplyHighRoundScale(high, factor)).Store(output + at);
            }
        }

        for (; at < length; at++)
        {
            int sum = 0;
            for (int row = 0; row < rowCount; row++)
            {
                sum += rows[(row * rowStride) + at];
            }

            output[at] = (byte)(((sum * reciprocal) + (1 << (ReciprocalBits - 1))) >> ReciprocalBits);
        }
    }
}
