using static TorchSharp.torch;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The byte sums of <see cref="PixelNoise"/> for whole photos on a device: Philox4x32-10 on 64-bit integers, 32 bits in each.</summary>
internal static class DeviceNoise
{
    private const long Word = uint.MaxValue;

    /// <summary>The sums of every pixel's red, green and blue.</summary>
    /// <param name="keys">The photos' keys, of one seed.</param>
    /// <param name="pixels">Pixels of a photo.</param>
    /// <param name="device">The device.</param>
    /// <returns>float [keys, pixels, 3], whole numbers.</returns>
    public static Tensor Sums(PhiloxKey[] keys, long pixels, Device device)
    {
        PhiloxBlock[] counters = [.. keys.Select(key => key.Counter(PhiloxRandom.FirstBlock((int)DrawStream.NoisePixels)))];
        Tensor word0 = arange(pixels, ScalarType.Int64, device).unsqueeze(0) + counters[0].Word0;
        Tensor word1 = Column(counters, counter => counter.Word1, device);
        Tensor word2 = Column(counters, counter => counter.Word2, device);
        Tensor word3 = Column(counters, counter => counter.Word3, device);
        uint key0 = keys[0].Key0;
        uint key1 = keys[0].Key1;
        for (int round = 0; round < PhiloxRandom.Rounds; round++)
        {
            // One round's words stay in memory, not all ten's.
            using var scope = NewDisposeScope();
            using Tensor given0 = word0, given1 = word1, given2 = word2, given3 = word3;
            var (high0, low0) = Product(word0, PhiloxRandom.Multiplier0);
            var (high1, low1) = Product(word2, PhiloxRandom.Multiplier1);
            word0 = (high1 ^ word1 ^ Scalar(key0)).MoveToOuterDisposeScope();
            word1 = low1.MoveToOuterDisposeScope();
            word2 = (high0 ^ word3 ^ Scalar(key1)).MoveToOuterDisposeScope();
            word3 = low0.MoveToOuterDisposeScope();
            key0 = unchecked(key0 + PhiloxRandom.KeyStep0);
            key1 = unchecked(key1 + PhiloxRandom.KeyStep1);
        }

        return stack([SumOfBytes(word0), SumOfBytes(word1), SumOfBytes(word2)], dim: 2).to(ScalarType.Float32);
    }

    /// <summary>Upper and lower 32 bits of a product. It fills all 64 bits, so the sign that the shift drags in is cut off.</summary>
    private static (Tensor High, Tensor Low) Product(Tensor word, uint multiplier)
    {
        Tensor product = word * (long)multiplier;
        return (Shifted(product, 32) & Scalar(Word), product & Scalar(Word));
    }

    private static Tensor SumOfBytes(Tensor word)
    {
        Tensor mask = Scalar(byte.MaxValue);
        return (word & mask) + (Shifted(word, 8) & mask) + (Shifted(word, 16) & mask) + Shifted(word, 24);
    }

    private static Tensor Shifted(Tensor word, long bits) => word.bitwise_right_shift(Scalar(bits));

    private static Tensor Column(PhiloxBlock[] counters, Func<PhiloxBlock, uint> word, Device device) =>
        tensor([.. counters.Select(counter => (long)word(counter))], device: device).unsqueeze(1);

    /// <summary>A number as operand; on the host, from where it goes to the device with the operation itself.</summary>
    private static Tensor Scalar(long value) => tensor(value);
}
