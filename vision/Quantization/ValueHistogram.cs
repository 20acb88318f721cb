namespace BirdGrid.Vision.Quantization;

/// <summary>What values a feature map takes over many photos: first its extremes, then, between them, how often which.</summary>
internal sealed class ValueHistogram
{
    private const int BinCount = 4096;

    private readonly long[] bins = new long[BinCount];
    private float least = float.PositiveInfinity;
    private float greatest = float.NegativeInfinity;
    private long total;

    /// <summary>Widens the extremes; for every photo, before any is counted.</summary>
    public void Widen(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }
    }

    /// <summary>Counts the values.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        float perBin = BinCount / Math.Max(greatest - least, float.Epsilon * (1 << 20));
        foreach (float value in values)
        {
            bins[Math.Clamp((int)((value - least) * perBin), 0, BinCount - 1)]++;
        }

        total += values.Length;
    }

    /// <summary>The range that covers a share of the values; as many are cut off below as above.</summary>
    /// <param name="percentile">Share in percent.</param>
    public ValueRange Range(double percentile)
    {
        long cut = (long)(total * (100 - percentile) / 200);
        int first = 0;
        for (long below = bins[0]; below <= cut && first < BinCount - 1; below += bins[first])
        {
            first++;
        }

        int last = BinCount - 1;
        for (long above = bins[last]; above <= cut && last > first; above += bins[last])
        {
            last--;
        }

        float width = (greatest - least) / BinCount;
        return cut == 0 ? new ValueRange(least, greatest) : new ValueRange(least + (first * width), least + ((last + 1) * width));
    }
}
