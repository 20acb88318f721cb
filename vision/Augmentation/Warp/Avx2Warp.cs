using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Samples eight pixels at a time: first where each pixel of a strip comes from (offset and weights), then the pixels. Apart, each loop keeps
/// its constants in registers. Every operation rounds as in <see cref="ScalarWarp"/>, so a photo's
/// bytes do not depend on the machine that made them.
/// </summary>
internal static unsafe class Avx2Warp
{
    private const int Lanes = 8;

    /// <summary>Samples a strip of a row: at most <see cref="SamplingLoop.StripPixels"/> pixels.</summary>
    [SkipLocalsInit]
    public static void SampleStrip(byte* origin, in WarpCoefficients map, in WarpRow row, float firstDistance, int count, byte* outputHwc)
    {
        int* offsets = stackalloc int[SamplingLoop.StripPixels];
        int* weights = stackalloc int[SamplingLoop.StripPixels];
        int* outside = stackalloc int[SamplingLoop.StripPixels];
        Locate(map, row, firstDistance, count, offsets, weights, outside);
        Blend(origin, map.BottomBytes, count, offsets, weights, outside, outputHwc);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Locate(in WarpCoefficients map, in WarpRow row, float firstDistance, int count, int* offsets, int* weights, int* outside)
    {
        var r = new Lane(row.R);
        var c = new Lane(row.C);
        var q = new Lane(row.Q);
        Vector256<float> row0 = Vector256.Create(row.Row0);
        Vector256<float> column0 = Vector256.Create(row.Column0);
        Vector256<float> distance = Vector256.Create(firstDistance) + Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        Vector256<int> rowMin = Vector256.Create(map.RowMin);
        Vector256<int> rowMax = Vector256.Create(map.RowMax);
        Vector256<int> columnMin = Vector256.Create(map.ColumnMin);
        Vector256<int> columnMax = Vector256.Create(map.ColumnMax);
        Vector256<int> firstRow = Vector256.Create(map.FirstRow);
        Vector256<int> lastRow = Vector256.Create(map.LastRow);
        Vector256<int> firstColumn = Vector256.Create(map.FirstColumn);
        Vector256<int> lastColumn = Vector256.Create(map.LastColumn);
        Vector256<int> lastTopRow = Vector256.Create(map.LastTopRow);
        Vector256<int> stride = Vector256.Create(map.StrideBytes);
        bool isAffine = row.IsAffine;
        for (int x = 0; x < count; x += Lanes)
        {
            Vector256<float> rowShift = r.At(distance);
            Vector256<float> columnShift = c.At(distance);
            if (isAffine)
            {
                rowShift += row0;
                columnShift += column0;
            }
            else
            {
                Vector256<float> inverse = Vector256<float>.One / q.At(distance);
                rowShift = Fma.MultiplyAdd(rowShift, inverse, row0);
                columnShift = Fma.MultiplyAdd(columnShift, inverse, column0);
            }

            distance += Vector256.Create((float)Lanes);
            Vector256<int> sourceRow = Avx.ConvertToVector256Int32(rowShift);
            Vector256<int> sourceColumn = Avx.ConvertToVector256Int32(columnShift);
            Avx.Store(
                outside + x,
                Avx2.CompareGreaterThan(rowMin, sourceRow) | Avx2.CompareGreaterThan(sourceRow, rowMax)
                | Avx2.CompareGreaterThan(columnMin, sourceColumn) | Avx2.CompareGreaterThan(sourceColumn, columnMax));
            sourceRow = Avx2.Max(firstRow, Avx2.Min(sourceRow, lastRow));
            sourceColumn = Avx2.Max(firstColumn, Avx2.Min(sourceColumn, lastColumn));
            Vector256<int> topRow = Avx2.Min(Avx2.ShiftRightLogical(sourceRow, WarpCoefficients.FractionBits), lastTopRow);
            Vector256<int> leftColumn = Avx2.ShiftRightLogical(sourceColumn, WarpCoefficients.FractionBits);
            Avx.Store(offsets + x, Avx2.MultiplyLow(topRow, stride) + leftColumn + leftColumn + leftColumn);
            Avx.Store(weights + x, Weights(
                sourceRow - Avx2.ShiftLeftLogical(topRow, WarpCoefficients.FractionBits),
                sourceColumn & Vector256.Create(WarpCoefficients.One - 1)));
        }
    }

    /// <summary>
    /// Four weights a pixel, a byte each: top left, bottom left, top right, bottom right. With b the weight of the bottom right they are
    /// One - down - right + b, down - b, right - b, b; the sums below put each into its byte, and no byte borrows from the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Weights(Vector256<int> down, Vector256<int> right)
    {
        Vector256<int> product = Avx2.MultiplyLow(down.AsInt16(), right.AsInt16()).AsInt32();
        Vector256<int> both = Avx2.ShiftRightLogical(product + Vector256.Create(WarpCoefficients.One / 2), WarpCoefficients.FractionBits);
        Vector256<int> ofRight = right + Avx2.ShiftLeftLogical(both, 8) - both;
        return Vector256.Create(WarpCoefficients.One)
            + (Avx2.ShiftLeftLogical(down, 8) - down)
            + (Avx2.ShiftLeftLogical(ofRight, 16) - ofRight);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Blend(byte* top, int bottomBytes, int count, int* offsets, int* weights, int* outside, byte* outputHwc)
    {
        byte* tail = stackalloc byte[Lanes * 3];
        byte* bottom = top + bottomBytes;
        for (int x = 0; x < count; x += Lanes)
        {
            Vector256<int> weight = Avx.LoadVector256(weights + x);
            Vector256<short> pixels0145 = Avx2.PackSignedSaturate(
                Sums(Taps(top, bottom, offsets + x), Avx2.Shuffle(weight, 0x00)),
                Sums(Taps(top, bottom, offsets + x + 1), Avx2.Shuffle(weight, 0x55)));
            Vector256<short> pixels2367 = Avx2.PackSignedSaturate(
                Sums(Taps(top, bottom, offsets + x + 2), Avx2.Shuffle(weight, 0xAA)),
                Sums(Taps(top, bottom, offsets + x + 3), Avx2.Shuffle(weight, 0xFF)));

            // Multiplying by 256 and keeping the rounded high half divides by One.
            Vector256<short> toLevels = Vector256.Create((short)(1 << (15 - WarpCoefficients.FractionBits)));
            Vector256<byte> levels = Avx2.PackSignedSaturate(
                Avx2.MultiplyHighRoundScale(pixels0145, toLevels),
                Avx2.MultiplyHighRoundScale(pixels2367, toLevels)).AsByte() ^ Vector256.Create((byte)0x80);
            levels = Avx2.AndNot(Avx.LoadVector256(outside + x).AsByte(), levels);
            if (x + Lanes <= count)
            {
                Store(levels, outputHwc);
                outputHwc += Lanes * 3;
            }
            else
            {
                Store(levels, tail);
                new ReadOnlySpan<byte>(tail, (count - x) * 3).CopyTo(new Span<byte>(outputHwc, (count - x) * 3));
            }
        }
    }

    /// <summary>The taps of two pixels, k and k + 4, one to a half: eight bytes of the upper row, eight of the lower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Taps(byte* top, byte* bottom, int* offsets) => Vector256.Create(
        Taps(top + offsets[0], bottom + offsets[0]),
        Taps(top + offsets[4], bottom + offsets[4]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Taps(byte* top, byte* bottom) =>
        Sse2.LoadHigh(Sse2.LoadScalarVector128((double*)top), (double*)bottom).AsByte();

    /// <summary>Weighted sums of red, green and blue, int32, less 128·One.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sums(Vector256<byte> taps, Vector256<int> weights)
    {
        // Top left, bottom left, top right, bottom right of red, then green, then blue.
        taps = Avx2.Shuffle(taps, Vector256.Create(
            (byte)0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80,
            0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80));

        // The byte multiply-add takes one signed operand: it has to be the pixels, as a weight may be 128.
        Vector256<sbyte> signed = (taps ^ Vector256.Create((byte)0x80)).AsSByte();
        return Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(weights.AsByte(), signed), Vector256.Create((short)1));
    }

    /// <summary>Writes the 24 bytes of eight pixels that have four bytes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<byte> levels, byte* output)
    {
        Vector256<byte> packed = Avx2.Shuffle(levels, Vector256.Create(
            (byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80,
            0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80));
        Vector128<byte> upper = packed.GetUpper();
        packed.GetLower().Store(output);
        Sse2.StoreScalar((long*)(output + 12), upper.AsInt64());
        *(uint*)(output + 20) = upper.AsUInt32().GetElement(2);
    }

    /// <summary>A quadratic's coefficients in every lane.</summary>
    private readonly struct Lane(WarpRow.Quadratic quadratic)
    {
        private readonly Vector256<float> constant = Vector256.Create(quadratic.Constant);
        private readonly Vector256<float> linear = Vector256.Create(quadratic.Linear);
        private readonly Vector256<float> square = Vector256.Create(quadratic.Square);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> At(Vector256<float> t) => Fma.MultiplyAdd(Fma.MultiplyAdd(square, t, linear), t, constant);
    }
}
