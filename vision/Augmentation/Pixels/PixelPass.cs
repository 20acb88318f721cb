using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Colours and noise in one pass over the output, in place. The vector loop gives the same bytes as the scalar one.</summary>
internal static unsafe class PixelPass
{
    private const int Lanes = 8;

    public static void Apply(Span<byte> imageHwc, in ColourMatrix colour, in PixelNoise noise, SimdLevel simd)
    {
        int count = imageHwc.Length / 3;
        fixed (byte* pixels = imageHwc)
        {
            int pixel = 0;
            if (simd >= SimdLevel.Avx2)
            {
                for (; pixel + Lanes <= count; pixel += Lanes)
                {
                    ApplyBlock(pixels + (3 * pixel), colour, noise, pixel);
                }
            }

            for (; pixel < count; pixel++)
            {
                ApplyPixel(pixels + (3 * pixel), colour, noise, pixel);
            }
        }
    }

    /// <summary>Paints a box in ImageNet's mean colour.</summary>
    public static void CutOut(Span<byte> imageHwc, int imageWidth, PixelBox box)
    {
        for (int y = box.Top; y < box.Top + box.Height; y++)
        {
            Span<byte> row = imageHwc.Slice(((y * imageWidth) + box.Left) * 3, box.Width * 3);
            for (int i = 0; i < row.Length; i += 3)
            {
                row[i] = 124;
                row[i + 1] = 116;
                row[i + 2] = 104;
            }
        }
    }

    private static void ApplyPixel(byte* pixel, in ColourMatrix colour, in PixelNoise noise, int index)
    {
        float red = pixel[0];
        float green = pixel[1];
        float blue = pixel[2];
        float newRed = Mix(red, green, blue, colour.RedFromRed, colour.RedFromGreen, colour.RedFromBlue, colour.Offset);
        float newGreen = Mix(red, green, blue, colour.GreenFromRed, colour.GreenFromGreen, colour.GreenFromBlue, colour.Offset);
        float newBlue = Mix(red, green, blue, colour.BlueFromRed, colour.BlueFromGreen, colour.BlueFromBlue, colour.Offset);
        if (noise.Gain != 0)
        {
            var (redSum, greenSum, blueSum) = noise.SumsAt(index);
            newRed = MathF.FusedMultiplyAdd(redSum - PixelNoise.MeanOfSum, noise.Gain, newRed);
            newGreen = MathF.FusedMultiplyAdd(greenSum - PixelNoise.MeanOfSum, noise.Gain, newGreen);
            newBlue = MathF.FusedMultiplyAdd(blueSum - PixelNoise.MeanOfSum, noise.Gain, newBlue);
        }

        pixel[0] = ToLevel(newRed);
        pixel[1] = ToLevel(newGreen);
        pixel[2] = ToLevel(newBlue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ApplyBlock(byte* pixels, in ColourMatrix colour, in PixelNoise noise, int index)
    {
        // Pixels 0 to 3 are bytes 0 to 11 of the lower half, pixels 4 to 7 bytes 4 to 15 of the upper: nothing behind the block is read.
        Vector256<byte> levels = Vector256.Create(Vector128.Load(pixels), Vector128.Load(pixels + 8));
        Vector256<float> red = Channel(levels, 0);
        Vector256<float> green = Channel(levels, 1);
        Vector256<float> blue = Channel(levels, 2);
        Vector256<float> newRed = Mix(red, green, blue, colour.RedFromRed, colour.RedFromGreen, colour.RedFromBlue, colour.Offset);
        Vector256<float> newGreen = Mix(red, green, blue, colour.GreenFromRed, colour.GreenFromGreen, colour.GreenFromBlue, colour.Offset);
        Vector256<float> newBlue = Mix(red, green, blue, colour.BlueFromRed, colour.BlueFromGreen, colour.BlueFromBlue, colour.Offset);
        if (noise.Gain != 0)
        {
            noise.SumsAt(index, out Vector256<int> redSum, out Vector256<int> greenSum, out Vector256<int> blueSum);
            newRed = AddNoise(newRed, redSum, noise.Gain);
            newGreen = AddNoise(newGreen, greenSum, noise.Gain);
            newBlue = AddNoise(newBlue, blueSum, noise.Gain);
        }

        Vector256<short> redGreen = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(newRed), Avx.ConvertToVector256Int32(newGreen));
        Vector256<int> blueLevels = Avx.ConvertToVector256Int32(newBlue);
        Vector256<byte> planar = Avx2.PackUnsignedSaturate(redGreen, Avx2.PackSignedSaturate(blueLevels, blueLevels));
        Vector256<byte> packed = Avx2.Shuffle(planar, Vector256.Create(
            (byte)0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 0x80, 0x80, 0x80, 0x80,
            0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 0x80, 0x80, 0x80, 0x80));
        Vector128<byte> upper = packed.GetUpper();
        packed.GetLower().Store(pixels);
        Sse2.StoreScalar((long*)(pixels + 12), upper.AsInt64());
        *(uint*)(pixels + 20) = upper.AsUInt32().GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Channel(Vector256<byte> levels, byte channel)
    {
        Vector256<byte> positions = Vector256.Create(
            (byte)0, 0x80, 0x80, 0x80, 3, 0x80, 0x80, 0x80, 6, 0x80, 0x80, 0x80, 9, 0x80, 0x80, 0x80,
            4, 0x80, 0x80, 0x80, 7, 0x80, 0x80, 0x80, 10, 0x80, 0x80, 0x80, 13, 0x80, 0x80, 0x80);
        return Avx.ConvertToVector256Single(Avx2.Shuffle(levels, positions + Vector256.Create(channel)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(
        Vector256<float> red, Vector256<float> green, Vector256<float> blue, float fromRed, float fromGreen, float fromBlue, float offset) =>
        Fma.MultiplyAdd(red, Vector256.Create(fromRed), Fma.MultiplyAdd(green, Vector256.Create(fromGreen), Fma.MultiplyAdd(blue, Vector256.Create(fromBlue), Vector256.Create(offset))));

    private static float Mix(float red, float green, float blue, float fromRed, float fromGreen, float fromBlue, float offset) =>
        MathF.FusedMultiplyAdd(red, fromRed, MathF.FusedMultiplyAdd(green, fromGreen, MathF.FusedMultiplyAdd(blue, fromBlue, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddNoise(Vector256<float> level, Vector256<int> sum, float gain) =>
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(sum) - Vector256.Create(PixelNoise.MeanOfSum), Vector256.Create(gain), level);

    private static byte ToLevel(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
