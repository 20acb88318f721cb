namespace BirdGrid.Vision.Training;

/// <summary>
/// A 64-bit generator small enough to be started anew for every epoch and step, which makes each draw a pure function of its key.
/// Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators"; constants of Vigna's splitmix64.c.
/// </summary>
internal struct SplitMix64(ulong state)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong state = state;

    /// <summary>A well-mixed key of a run's seed, a stream (what the draws are for) and an index within it.</summary>
    public static ulong Key(ulong seed, ulong stream, ulong index) =>
        Mix(Mix(Mix(seed + GoldenGamma) ^ (stream + GoldenGamma)) ^ (index + GoldenGamma));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(state += GoldenGamma);

    /// <summary>Uniform in [0, <paramref name="bound"/>), without modulo bias (Lemire 2019, arXiv:1805.10941).</summary>
    public uint NextBelow(uint bound)
    {
        ulong product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint threshold = (0u - bound) % bound;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * bound;
            }
        }

        return (uint)(product >> 32);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
