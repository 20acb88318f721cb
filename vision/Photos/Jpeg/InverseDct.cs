using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// The inverse 8x8 cosine transform of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT algorithms with 11 multiplications", 1989)
/// in 13-bit fixed point, columns then rows, rounded as libjpeg's accurate integer transform rounds: the same bytes, eight columns at a time.
/// </summary>
internal static unsafe class InverseDct
{
    private const int ConstantBits = 13;
    private const int FirstPassBits = 2;

    /// <summary>Transforms a block.</summary>
    /// <param name="coefficients">64 dequantised coefficients, natural order.</param>
    /// <param name="output">Receives eight rows of eight samples.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(int* coefficients, byte* output, int stride)
    {
        Vector256<int> v0 = Vector256.Load(coefficients);
        Vector256<int> v1 = Vector256.Load(coefficients + 8);
        Vector256<int> v2 = Vector256.Load(coefficients + 16);
        Vector256<int> v3 = Vector256.Load(coefficients + 24);
        Vector256<int> v4 = Vector256.Load(coefficients + 32);
        Vector256<int> v5 = Vector256.Load(coefficients + 40);
        Vector256<int> v6 = Vector256.Load(coefficients + 48);
        Vector256<int> v7 = Vector256.Load(coefficients + 56);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ConstantBits - FirstPassBits);
        Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ConstantBits + FirstPassBits + 3);
        Store(v0, v1, v2, v3, v4, v5, v6, v7, output, stride);
    }

    /// <summary>A block that has nothing but its DC is flat.</summary>
    public static void Fill(int dc, byte* output, int stride)
    {
        ulong samples = 0x0101010101010101UL * (byte)(Math.Clamp(Wrap((dc + 4) >> 3), -128, 127) + 128);
        for (int row = 0; row < 8; row++)
        {
            *(ulong*)(output + (row * stride)) = samples;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<int> v0,
        ref Vector256<int> v1,
        ref Vector256<int> v2,
        ref Vector256<int> v3,
        ref Vector256<int> v4,
        ref Vector256<int> v5,
        ref Vector256<int> v6,
        ref Vector256<int> v7,
        int shift)
    {
        // Constants are the method's, times 2^13: 0.541196100 is 4433, and so on.
        Vector256<int> z1 = (v2 + v6) * 4433;
        Vector256<int> even2 = z1 - (v6 * 15137);
        Vector256<int> even3 = z1 + (v2 * 6270);
        Vector256<int> even0 = (v0 + v4) << ConstantBits;
        Vector256<int> even1 = (v0 - v4) << ConstantBits;
        Vector256<int> rounding = Vector256.Create(1 << (shift - 1));
        Vector256<int> sum0 = even0 + even3 + rounding;
        Vector256<int> sum3 = even0 - even3 + rounding;
        Vector256<int> sum1 = even1 + even2 + rounding;
        Vector256<int> sum2 = even1 - even2 + rounding;

        Vector256<int> z3 = v7 + v3;
        Vector256<int> z4 = v5 + v1;
        Vector256<int> z5 = (z3 + z4) * 9633;
        z3 = z5 - (z3 * 16069);
        z4 = z5 - (z4 * 3196);
        z1 = (v7 + v1) * 7373;
        Vector256<int> z2 = (v5 + v3) * 20995;
        Vector256<int> odd0 = (v7 * 2446) - z1 + z3;
        Vector256<int> odd1 = (v5 * 16819) - z2 + z4;
        Vector256<int> odd2 = (v3 * 25172) - z2 + z3;
        Vector256<int> odd3 = (v1 * 12299) - z1 + z4;

        v0 = (sum0 + odd3) >> shift;
        v7 = (sum0 - odd3) >> shift;
        v1 = (sum1 + odd2) >> shift;
        v6 = (sum1 - odd2) >> shift;
        v2 = (sum2 + odd1) >> shift;
        v5 = (sum2 - odd1) >> shift;
        v3 = (sum3 + odd0) >> shift;
        v4 = (sum3 - odd0) >> shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<int> v0,
        ref Vector256<int> v1,
        ref Vector256<int> v2,
        ref Vector256<int> v3,
        ref Vector256<int> v4,
        ref Vector256<int> v5,
        ref Vector256<int> v6,
        ref Vector256<int> v7)
    {
        Vector256<long> a0 = Avx2.UnpackLow(v0, v1).AsInt64();
        Vector256<long> a1 = Avx2.UnpackHigh(v0, v1).AsInt64();
        Vector256<long> a2 = Avx2.UnpackLow(v2, v3).AsInt64();
        Vector256<long> a3 = Avx2.UnpackHigh(v2, v3).AsInt64();
        Vector256<long> a4 = Avx2.UnpackLow(v4, v5).AsInt64();
        Vector256<long> a5 = Avx2.UnpackHigh(v4, v5).AsInt64();
        Vector256<long> a6 = Avx2.UnpackLow(v6, v7).AsInt64();
        Vector256<long> a7 = Avx2.UnpackHigh(v6, v7).AsInt64();
        Vector256<int> b0 = Avx2.UnpackLow(a0, a2).AsInt32();
        Vector256<int> b1 = Avx2.UnpackHigh(a0, a2).AsInt32();
        Vector256<int> b2 = Avx2.UnpackLow(a1, a3).AsInt32();
        Vector256<int> b3 = Avx2.UnpackHigh(a1, a3).AsInt32();
        Vector256<int> b4 = Avx2.UnpackLow(a4, a6).AsInt32();
        Vector256<int> b5 = Avx2.UnpackHigh(a4, a6).AsInt32();
        Vector256<int> b6 = Avx2.UnpackLow(a5, a7).AsInt32();
        Vector256<int> b7 = Avx2.UnpackHigh(a5, a7).AsInt32();
        v0 = Avx2.Permute2x128(b0, b4, 0x20);
        v1 = Avx2.Permute2x128(b1, b5, 0x20);
        v2 = Avx2.Permute2x128(b2, b6, 0x20);
        v3 = Avx2.Permute2x128(b3, b7, 0x20);
        v4 = Avx2.Permute2x128(b0, b4, 0x31);
        v5 = Avx2.Permute2x128(b1, b5, 0x31);
        v6 = Avx2.Permute2x128(b2, b6, 0x31);
        v7 = Avx2.Permute2x128(b3, b7, 0x31);
    }

    /// <summary>Eight columns of eight samples, less 128, to eight rows of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector256<int> c0,
        Vector256<int> c1,
        Vector256<int> c2,
        Vector256<int> c3,
        Vector256<int> c4,
        Vector256<int> c5,
        Vector256<int> c6,
        Vector256<int> c7,
        byte* output,
        int stride)
    {
        // Half a lane holds four samples of a column; the shuffle makes rows of the four columns.
        Vector256<byte> toRows = Vector256.Create(
            (byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,
            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        Vector256<sbyte> left = Avx2.PackSignedSaturate(
            Avx2.PackSignedSaturate(Wrap(c0), Wrap(c1)), Avx2.PackSignedSaturate(Wrap(c2), Wrap(c3)));
        Vector256<sbyte> right = Avx2.PackSignedSaturate(
            Avx2.PackSignedSaturate(Wrap(c4), Wrap(c5)), Avx2.PackSignedSaturate(Wrap(c6), Wrap(c7)));
        Vector256<byte> sign = Vector256.Create((byte)0x80);
        Vector256<uint> leftRows = Avx2.Shuffle(left.AsByte() ^ sign, toRows).AsUInt32();
        Vector256<uint> rightRows = Avx2.Shuffle(right.AsByte() ^ sign, toRows).AsUInt32();
        Vector256<ulong> rows0145 = Avx2.UnpackLow(leftRows, rightRows).AsUInt64();
        Vector256<ulong> rows2367 = Avx2.UnpackHigh(leftRows, rightRows).AsUInt64();
        *(ulong*)output = rows0145.GetElement(0);
        *(ulong*)(output + stride) = rows0145.GetElement(1);
        *(ulong*)(output + (2 * stride)) = rows2367.GetElement(0);
        *(ulong*)(output + (3 * stride)) = rows2367.GetElement(1);
        *(ulong*)(output + (4 * stride)) = rows0145.GetElement(2);
        *(ulong*)(output + (5 * stride)) = rows0145.GetElement(3);
        *(ulong*)(output + (6 * stride)) = rows2367.GetElement(2);
        *(ulong*)(output + (7 * stride)) = rows2367.GetElement(3);
    }

    /// <summary>libjpeg looks samples up by their lowest ten bits; so far out, only a damaged photo's samples are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Wrap(Vector256<int> samples) => (samples << 22) >> 22;

    private static int Wrap(int sample) => (sample << 22) >> 22;
}
