namespace BirdGrid.Vision.Training;

/// <summary>Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): small, fast, and the same on every machine.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator for one purpose: different keys give unrelated sequences.</summary>
    public static SplitMix64 For(ulong seed, ulong key)
    {
        var outer = new SplitMix64(seed);
        return new SplitMix64(outer.Next() ^ (key * 0x9E3779B97F4A7C15UL));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below the limit, without bias (Lemire, TOMACS 2019).</summary>
    public int Below(int limit)
    {
        while (true)
        {
            ulong high = Math.BigMul(Next(), (ulong)limit, out ulong low);
            if (low >= (ulong)limit || low >= (0 - (ulong)limit) % (ulong)limit)
            {
                return (int)high;
            }
        }
    }
}
