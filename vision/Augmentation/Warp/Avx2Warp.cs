using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The sampling loop eight pixels at a time: coordinates, border test, taps and weights in one go, nothing stored in between. Every
/// operation rounds as in <see cref="ScalarWarp"/>, so a photo's bytes do not depend on the machine that made them.
/// </summary>
internal static unsafe class Avx2Warp
{
    private const int Lanes = 8;

    /// <summary>Undoes the offset of pixels made signed (128 times all weights) and rounds.</summary>
    private const int SignAndRounding = (128 << (2 * WarpCoefficients.FractionBits)) + (1 << ((2 * WarpCoefficients.FractionBits) - 1));

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    [SkipLocalsInit]
    public static void Sample(in PixelView source, in WarpCoefficients map, byte* outputHwc, int outputWidth, int outputHeight)
    {
        byte* tail = stackalloc byte[Lanes * 3];
        for (int y = 0; y < outputHeight; y++)
        {
            WarpCoefficients.Pair numerator = map.NumeratorOfRow(y);
            WarpCoefficients.Pair denominator = map.DenominatorOfRow(y);
            int x = 0;
            for (; x + Lanes <= outputWidth; x += Lanes, outputHwc += Lanes * 3)
            {
                SampleBlock(source, map, numerator, denominator, x, outputHwc);
            }

            int left = outputWidth - x;
            if (left > 0)
            {
                SampleBlock(source, map, numerator, denominator, x, tail);
                new ReadOnlySpan<byte>(tail, left * 3).CopyTo(new Span<byte>(outputHwc, left * 3));
                outputHwc += left * 3;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SampleBlock(
        in PixelView source,
        in WarpCoefficients map,
        WarpCoefficients.Pair numerator,
        WarpCoefficients.Pair denominator,
        int x,
        byte* output)
    {
        Vector256<float> dx = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create(x - map.XCentre);
        Vector256<float> nReal = Fma.MultiplyAdd(dx, Vector256.Create(map.NX.Real), Vector256.Create(numerator.Real));
        Vector256<float> nImaginary = Fma.MultiplyAdd(dx, Vector256.Create(map.NX.Imaginary), Vector256.Create(numerator.Imaginary));
        Vector256<float> dReal = Fma.MultiplyAdd(dx, Vector256.Create(map.DX.Real), Vector256.Create(denominator.Real));
        Vector256<float> dImaginary = Fma.MultiplyAdd(dx, Vector256.Create(map.DX.Imaginary), Vector256.Create(denominator.Imaginary));
        Vector256<float> inverse = Vector256<float>.One / Fma.MultiplyAdd(dReal, dReal, dImaginary * dImaginary);
        Vector256<float> real = Fma.MultiplyAdd(nReal, dReal, nImaginary * dImaginary) * inverse;
        Vector256<float> imaginary = Fma.MultiplySubtract(nImaginary, dReal, nReal * dImaginary) * inverse;

        Vector256<int> row = Position(real, imaginary, map.RowPerReal, map.RowPerImaginary, map.Row0);
        Vector256<int> column = Position(real, imaginary, map.ColumnPerReal, map.ColumnPerImaginary, map.Column0);
        Vector256<int> outside =
            Avx2.CompareGreaterThan(Vector256.Create(map.RowMin), row) | Avx2.CompareGreaterThan(row, Vector256.Create(map.RowMax))
            | Avx2.CompareGreaterThan(Vector256.Create(map.ColumnMin), column) | Avx2.CompareGreaterThan(column, Vector256.Create(map.ColumnMax));
        row = Avx2.Max(Vector256<int>.Zero, Avx2.Min(row, Vector256.Create(map.LastRow)));
        column = Avx2.Max(Vector256<int>.Zero, Avx2.Min(column, Vector256.Create(map.LastColumn)));

        Vector256<int> stride = Vector256.Create(source.StrideBytes);
        Vector256<int> pixelColumn = Avx2.ShiftRightLogical(column, WarpCoefficients.FractionBits);
        Vector256<int> offset = Avx2.MultiplyLow(Avx2.ShiftRightLogical(row, WarpCoefficients.FractionBits), stride)
            + pixelColumn + pixelColumn + pixelColumn;
        Vector256<int> bottomOffset = offset + (Avx2.CompareGreaterThan(Vector256.Create(map.LastRow), row) & stride);
        int* offsets = stackalloc int[2 * Lanes];
        Avx.Store(offsets, offset);
        Avx.Store(offsets + Lanes, bottomOffset);

        Vector256<int> fraction = Vector256.Create(WarpCoefficients.One - 1);
        Vector256<int> one = Vector256.Create(WarpCoefficients.One);
        Vector256<int> down = row & fraction;
        Vector256<int> right = column & fraction;
        Vector256<int> vertical = Avx2.ShiftLeftLogical(down, 8) + (one - down);
        vertical |= Avx2.ShiftLeftLogical(vertical, 16);
        Vector256<int> horizontal = Avx2.ShiftLeftLogical(right, 16) + (one - right);

        byte* pixels = source.PixelsHwc;
        Vector256<int> pixels04 = Blend(pixels, offsets, Avx2.Shuffle(vertical, 0x00), Avx2.Shuffle(horizontal, 0x00));
        Vector256<int> pixels15 = Blend(pixels, offsets + 1, Avx2.Shuffle(vertical, 0x55), Avx2.Shuffle(horizontal, 0x55));
        Vector256<int> pixels26 = Blend(pixels, offsets + 2, Avx2.Shuffle(vertical, 0xAA), Avx2.Shuffle(horizontal, 0xAA));
        Vector256<int> pixels37 = Blend(pixels, offsets + 3, Avx2.Shuffle(vertical, 0xFF), Avx2.Shuffle(horizontal, 0xFF));

        Vector256<byte> packed = Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(pixels04, pixels15), Avx2.PackSignedSaturate(pixels26, pixels37));
        packed = Avx2.AndNot(outside.AsByte(), packed);
        packed = Avx2.Shuffle(packed, Vector256.Create(
            (byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80,
            0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80));
        Vector128<byte> upper = packed.GetUpper();
        packed.GetLower().Store(output);
        Sse2.StoreScalar((long*)(output + 12), upper.AsInt64());
        *(uint*)(output + 20) = upper.AsUInt32().GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Position(Vector256<float> real, Vector256<float> imaginary, float perReal, float perImaginary, float origin) =>
        Avx.ConvertToVector256Int32(Fma.MultiplyAdd(
            Vector256.Create(perReal),
            real,
            Fma.MultiplyAdd(Vector256.Create(perImaginary), imaginary, Vector256.Create(origin))));

    /// <summary>Red, green and blue of two pixels, k and k + 4, one to a half, int32: four taps each, weighted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Blend(byte* pixels, int* offsets, Vector256<int> vertical, Vector256<int> horizontal)
    {
        Vector256<byte> taps = Vector256.Create(
            Taps(pixels + offsets[0], pixels + offsets[Lanes]),
            Taps(pixels + offsets[4], pixels + offsets[Lanes + 4]));

        // Byte pairs (top, bottom) of left red, right red, left green, right green, left blue, right blue.
        taps = Avx2.Shuffle(taps, Vector256.Create(
            (byte)0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80,
            0, 8, 3, 11, 1, 9, 4, 12, 2, 10, 5, 13, 0x80, 0x80, 0x80, 0x80));

        // The byte multiply-add takes one signed operand: it has to be the pixels, as a weight may be 128.
        Vector256<sbyte> signed = (taps ^ Vector256.Create((byte)0x80)).AsSByte();
        Vector256<short> columns = Avx2.MultiplyAddAdjacent(vertical.AsByte(), signed);
        Vector256<int> sums = Avx2.MultiplyAddAdjacent(columns, horizontal.AsInt16());
        return Avx2.ShiftRightArithmetic(sums + Vector256.Create(SignAndRounding), 2 * WarpCoefficients.FractionBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Taps(byte* top, byte* bottom) =>
        Sse2.LoadHigh(Sse2.LoadScalarVector128((double*)top), (double*)bottom).AsByte();
}
