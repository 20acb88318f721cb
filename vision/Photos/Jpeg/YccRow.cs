using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>YCbCr to RGB (JFIF 1.02, ITU-R BT.601 at full range), in 16-bit fixed point as libjpeg rounds it.</summary>
internal static unsafe class YccRow
{
    private const int Block = 16;

    // 1.402 less 1, 1.772 less 2, 1 less 0.71414 and -0.34414, times 2^16: what is taken out keeps factors within 16 bits.
    private const short RedOfCr = 26345;
    private const short BlueOfCb = -14942;
    private const short GreenOfCr = 18734;
    private const short GreenOfCb = -22554;

    /// <summary>Converts a row.</summary>
    /// <param name="luma">Y.</param>
    /// <param name="blue">Cb.</param>
    /// <param name="red">Cr.</param>
    /// <param name="count">Number of pixels; up to 15 more are read and written.</param>
    /// <param name="rgba">Four bytes a pixel, opaque.</param>
    public static void ToRgba(byte* luma, byte* blue, byte* red, int count, byte* rgba)
    {
        for (int i = 0; i < count; i += Block)
        {
            Vector256<short> y = Avx2.ConvertToVector256Int16(luma + i);
            Vector256<short> cb = Avx2.ConvertToVector256Int16(blue + i) - Vector256.Create((short)128);
            Vector256<short> cr = Avx2.ConvertToVector256Int16(red + i) - Vector256.Create((short)128);
            Store(y + cr + Half(cr, RedOfCr), y - cr + Green(cb, cr), y + cb + cb + Half(cb, BlueOfCb), rgba + (4 * i));
        }
    }

    /// <summary>Gray as red, green and blue.</summary>
    public static void GrayToRgba(byte* luma, int count, byte* rgba)
    {
        for (int i = 0; i < count; i += Block)
        {
            Vector256<short> y = Avx2.ConvertToVector256Int16(luma + i);
            Store(y, y, y, rgba + (4 * i));
        }
    }

    /// <summary>chroma·factor / 2^16, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Half(Vector256<short> chroma, short factor) =>
        (Avx2.MultiplyHigh(chroma + chroma, Vector256.Create(factor)) + Vector256<short>.One) >> 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Green(Vector256<short> cb, Vector256<short> cr)
    {
        Vector256<short> factors = Vector256.Create((GreenOfCr << 16) | (GreenOfCb & 0xFFFF)).AsInt16();
        Vector256<int> rounding = Vector256.Create(1 << 15);
        return Avx2.PackSignedSaturate(
            (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(cb, cr), factors) + rounding) >> 16,
            (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(cb, cr), factors) + rounding) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<short> red, Vector256<short> green, Vector256<short> blue, byte* rgba)
    {
        Vector256<byte> rg = Avx2.PackUnsignedSaturate(red, green);
        Vector256<byte> ba = Avx2.PackUnsignedSaturate(blue, Vector256.Create((short)255));
        Vector256<ushort> redGreen = Avx2.UnpackLow(rg, Avx2.ShiftRightLogical128BitLane(rg, 8)).AsUInt16();
        Vector256<ushort> blueAlpha = Avx2.UnpackLow(ba, Avx2.ShiftRightLogical128BitLane(ba, 8)).AsUInt16();
        Vector256<byte> low = Avx2.UnpackLow(redGreen, blueAlpha).AsByte();
        Vector256<byte> high = Avx2.UnpackHigh(redGreen, blueAlpha).AsByte();
        Avx2.Permute2x128(low, high, 0x20).Store(rgba);
        Avx2.Permute2x128(low, high, 0x31).Store(rgba + 32);
    }
}
