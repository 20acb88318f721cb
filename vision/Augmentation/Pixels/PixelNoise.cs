using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The noise of one photo: pixel p takes the three first words of the p-th block of the photo's noise stream. A level is the sum of a
/// word's four bytes (Irwin-Hall, close to Gaussian) less its mean, times <see cref="Gain"/>.
/// </summary>
internal readonly struct PixelNoise
{
    /// <summary>Mean of the sum of four uniform bytes.</summary>
    public const float MeanOfSum = 510;

    /// <summary>Standard deviation of that sum: the root of 4·(256² - 1)/12.</summary>
    private const double StdDevOfSum = 147.80054127099807;

    private readonly PhiloxKey key;

    public PixelNoise(PhiloxKey key, double stdDevLevels)
    {
        this.key = key;
        Gain = (float)(stdDevLevels / StdDevOfSum);
    }

    /// <summary>Grey levels per unit of the byte sum; 0 for no noise.</summary>
    public float Gain { get; }

    /// <summary>The byte sums of a pixel's red, green and blue.</summary>
    public (int Red, int Green, int Blue) SumsAt(int pixel)
    {
        PhiloxBlock words = key.Block(PhiloxRandom.FirstBlock((int)DrawStream.NoisePixels) + (uint)pixel);
        return (SumOfBytes(words.Word0), SumOfBytes(words.Word1), SumOfBytes(words.Word2));
    }

    /// <summary>The byte sums of eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SumsAt(int firstPixel, out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
    {
        PhiloxBlock counter = key.Counter(PhiloxRandom.FirstBlock((int)DrawStream.NoisePixels) + (uint)firstPixel);
        Vector256<uint> c0 = Vector256.Create(counter.Word0) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        Vector256<uint> c1 = Vector256.Create(counter.Word1);
        Vector256<uint> c2 = Vector256.Create(counter.Word2);
        Vector256<uint> c3 = Vector256.Create(counter.Word3);
        uint key0 = key.Key0;
        uint key1 = key.Key1;
        for (int round = 0; round < PhiloxRandom.Rounds; round++)
        {
            Multiply(c0, PhiloxRandom.Multiplier0, out Vector256<uint> high0, out Vector256<uint> low0);
            Multiply(c2, PhiloxRandom.Multiplier1, out Vector256<uint> high1, out Vector256<uint> low1);
            c0 = high1 ^ c1 ^ Vector256.Create(key0);
            c1 = low1;
            c2 = high0 ^ c3 ^ Vector256.Create(key1);
            c3 = low0;
            key0 = unchecked(key0 + PhiloxRandom.KeyStep0);
            key1 = unchecked(key1 + PhiloxRandom.KeyStep1);
        }

        red = SumOfBytes(c0);
        green = SumOfBytes(c1);
        blue = SumOfBytes(c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(Vector256<uint> value, uint multiplier, out Vector256<uint> high, out Vector256<uint> low)
    {
        Vector256<uint> factor = Vector256.Create(multiplier);
        Vector256<ulong> even = Avx2.Multiply(value, factor);
        Vector256<ulong> odd = Avx2.Multiply(Avx2.ShiftRightLogical(value.AsUInt64(), 32).AsUInt32(), factor);
        high = Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        low = Avx2.Blend(even.AsUInt32(), Avx2.ShiftLeftLogical(odd, 32).AsUInt32(), 0b10101010);
    }

    private static int SumOfBytes(uint word) => (int)((word & 0xFF) + ((word >> 8) & 0xFF) + ((word >> 16) & 0xFF) + (word >> 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SumOfBytes(Vector256<uint> words) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(words.AsByte(), Vector256.Create((sbyte)1)), Vector256.Create((short)1));
}
