using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary><see cref="Avx2Warp"/> with sixteen pixels at a time; the same steps, the same bytes.</summary>
internal static unsafe class Avx512Warp
{
    private const int Lanes = 16;

    /// <summary>Samples a strip of a row: at most <see cref="SamplingLoop.StripPixels"/> pixels.</summary>
    [SkipLocalsInit]
    public static void SampleStrip(byte* origin, in WarpCoefficients map, in WarpRow row, float firstDistance, int count, byte* outputHwc)
    {
        int* offsets = stackalloc int[SamplingLoop.StripPixels];
        int* weights = stackalloc int[SamplingLoop.StripPixels];
        ushort* outside = stackalloc ushort[SamplingLoop.StripPixels / Lanes];
        Locate(map, row, firstDistance, count, offsets, weights, outside);
        Blend(origin, map.BottomBytes, count, offsets, weights, outside, outputHwc);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Locate(in WarpCoefficients map, in WarpRow row, float firstDistance, int count, int* offsets, int* weights, ushort* outside)
    {
        var r = new Lane(row.R);
        var c = new Lane(row.C);
        var q = new Lane(row.Q);
        Vector512<float> row0 = Vector512.Create(row.Row0);
        Vector512<float> column0 = Vector512.Create(row.Column0);
        Vector512<float> distance = Vector512.Create(firstDistance)
            + Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        Vector512<int> rowMin = Vector512.Create(map.RowMin);
        Vector512<uint> rowSpan = Vector512.Create(unchecked((uint)(map.RowMax - map.RowMin)));
        Vector512<int> columnMin = Vector512.Create(map.ColumnMin);
        Vector512<uint> columnSpan = Vector512.Create(unchecked((uint)(map.ColumnMax - map.ColumnMin)));
        Vector512<int> firstRow = Vector512.Create(map.FirstRow);
        Vector512<int> lastRow = Vector512.Create(map.LastRow);
        Vector512<int> firstColumn = Vector512.Create(map.FirstColumn);
        Vector512<int> lastColumn = Vector512.Create(map.LastColumn);
        Vector512<int> lastTopRow = Vector512.Create(map.LastTopRow);
        Vector512<int> stride = Vector512.Create(map.StrideBytes);
        bool isAffine = row.IsAffine;
        for (int x = 0; x < count; x += Lanes)
        {
            Vector512<float> rowShift = r.At(distance);
            Vector512<float> columnShift = c.At(distance);
            if (isAffine)
            {
                rowShift += row0;
                columnShift += column0;
            }
            else
            {
                Vector512<float> inverse = Vector512<float>.One / q.At(distance);
                rowShift = Avx512F.FusedMultiplyAdd(rowShift, inverse, row0);
                columnShift = Avx512F.FusedMultiplyAdd(columnShift, inverse, column0);
            }

            distance += Vector512.Create((float)Lanes);
            Vector512<int> sourceRow = Avx512F.ConvertToVector512Int32(rowShift);
            Vector512<int> sourceColumn = Avx512F.ConvertToVector512Int32(columnShift);

            // Below the least wraps around to far above the greatest.
            Vector512<uint> beyond = Vector512.GreaterThan((sourceRow - rowMin).AsUInt32(), rowSpan)
                | Vector512.GreaterThan((sourceColumn - columnMin).AsUInt32(), columnSpan);
            outside[x / Lanes] = (ushort)beyond.ExtractMostSignificantBits();
            sourceRow = Avx512F.Max(firstRow, Avx512F.Min(sourceRow, lastRow));
            sourceColumn = Avx512F.Max(firstColumn, Avx512F.Min(sourceColumn, lastColumn));
            Vector512<int> topRow = Avx512F.Min(Avx512F.ShiftRightLogical(sourceRow, WarpCoefficients.FractionBits), lastTopRow);
            Vector512<int> leftColumn = Avx512F.ShiftRightLogical(sourceColumn, WarpCoefficients.FractionBits);
            Avx512F.Store(offsets + x, Avx512F.MultiplyLow(topRow, stride) + leftColumn + leftColumn + leftColumn);
            Avx512F.Store(weights + x, Weights(
                sourceRow - Avx512F.ShiftLeftLogical(topRow, WarpCoefficients.FractionBits),
                sourceColumn & Vector512.Create(WarpCoefficients.One - 1)));
        }
    }

    /// <summary>Four weights a pixel, a byte each, as in <see cref="Avx2Warp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Weights(Vector512<int> down, Vector512<int> right)
    {
        Vector512<int> product = Avx512BW.MultiplyLow(down.AsInt16(), right.AsInt16()).AsInt32();
        Vector512<int> both = Avx512F.ShiftRightLogical(product + Vector512.Create(WarpCoefficients.One / 2), WarpCoefficients.FractionBits);
        Vector512<int> ofRight = right + Avx512F.ShiftLeftLogical(both, 8) - both;
        return Vector512.Create(WarpCoefficients.One)
            + (Avx512F.ShiftLeftLogical(down, 8) - down)
            + (Avx512F.ShiftLeftLogical(ofRight, 16) - ofRight);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Blend(byte* top, int bottomBytes, int count, int* offsets, int* weights, ushort* outside, byte* outputHwc)
    {
        byte* tail = stackalloc byte[Lanes * 3];
        byte* bottom = top + bottomBytes;
        for (int x = 0; x < count; x += Lanes)
        {
            Vector512<int> weight = Vector512.Load(weights + x);
            Vector512<short> first = Avx512BW.PackSignedSaturate(
                Sums(Taps(top, bottom, offsets + x), Avx512F.Shuffle(weight, 0x00)),
                Sums(Taps(top, bottom, offsets + x + 1), Avx512F.Shuffle(weight, 0x55)));
            Vector512<short> second = Avx512BW.PackSignedSaturate(
                Sums(Taps(top, bottom, offsets + x + 2), Avx512F.Shuffle(weight, 0xAA)),
                Sums(Taps(top, bottom, offsets + x + 3), Avx512F.Shuffle(weight, 0xFF)));

            // Multiplying by 256 and keeping the rounded high half divides by One.
            Vector512<short> toLevels = Vector512.Create((short)(1 << (15 - WarpCoefficients.FractionBits)));
            Vector512<byte> levels = Avx512BW.PackSignedSaturate(
                Avx512BW.MultiplyHighRoundScale(first, toLevels),
                Avx512BW.MultiplyHighRoundScale(second, toLevels)).AsByte() ^ Vector512.Create((byte)0x80);
            if (outside[x / Lanes] != 0)
            {
                levels = Vector512.AndNot(levels, MaskOf(outside[x / Lanes]));
            }

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

    /// <summary>All ones in the lanes of the set bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> MaskOf(ushort bits)
    {
        Vector512<int> ofLane = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return Vector512.Equals(Vector512.Create((int)bits) & ofLane, ofLane).AsByte();
    }

    /// <summary>The taps of four pixels, k, k + 4, k + 8 and k + 12, one to a quarter: eight bytes of the upper row, eight of the lower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Taps(byte* top, byte* bottom, int* offsets)
    {
        Vector256<byte> first = Vector256.Create(Taps(top + offsets[0], bottom + offsets[0]), Taps(top + offsets[4], bottom + offsets[4]));
        Vector256<byte> second = Vector256.Create(Taps(top + offsets[8], bottom + offsets[8]), Taps(top + offsets[12], bottom + offsets[12]));

        // Vector512.Create of two halves goes through the stack.
        return Avx512F.InsertVector256(first.ToVector512Unsafe().AsInt64(), second.AsInt64(), 1).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Taps(byte* top, byte* bottom) =>
        Sse2.LoadHigh(Sse2.LoadScalarVector128((double*)top), (double*)bottom).AsByte();

    /// <summary>Weighted sums of red, green and blue, int32, less 128·One.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Sums(Vector512<byte> taps, Vector512<int> weights)
    {
        Vector512<byte> ordered = Avx512BW.Shuffle(taps, Vector512.Create(
            (byte)0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80,
            0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80,
            0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80,
            0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80));
        Vector512<sbyte> signed = (ordered ^ Vector512.Create((byte)0x80)).AsSByte();
        return Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(weights.AsByte(), signed), Vector512.Create((short)1));
    }

    /// <summary>Writes the 48 bytes of sixteen pixels that have four bytes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<byte> levels, byte* output)
    {
        Vector512<byte> packed = Avx512Vbmi.PermuteVar64x8(levels, Vector512.Create(
            (byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20, 21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 36, 37, 38, 40, 41,
            42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        packed.GetLower().Store(output);
        packed.GetUpper().GetLower().Store(output + 32);
    }

    /// <summary>A quadratic's coefficients in every lane.</summary>
    private readonly struct Lane(WarpRow.Quadratic quadratic)
    {
        private readonly Vector512<float> constant = Vector512.Create(quadratic.Constant);
        private readonly Vector512<float> linear = Vector512.Create(quadratic.Linear);
        private readonly Vector512<float> square = Vector512.Create(quadratic.Square);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> At(Vector512<float> t) => Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAdd(square, t, linear), t, constant);
    }
}
