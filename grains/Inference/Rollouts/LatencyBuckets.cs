namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>Bounds of the buckets that latencies are counted in: each a tenth above the one before, so that a percentile is right within 10 %.</summary>
internal static class LatencyBuckets
{
    private const double FirstMs = 0.1;
    private const double Factor = 1.1;

    /// <summary>Buckets: 0.1 ms to over two minutes.</summary>
    public const int Count = 150;

    /// <summary>The bucket of a latency.</summary>
    public static int IndexOf(double milliseconds) =>
        milliseconds <= FirstMs ? 0 : Math.Min(Count - 1, (int)Math.Ceiling(Math.Log(milliseconds / FirstMs) / Math.Log(Factor)));

    /// <summary>The upper bound of a bucket in milliseconds.</summary>
    public static double UpperMs(int index) => FirstMs * Math.Pow(Factor, index);

    /// <summary>A percentile of counted latencies, as the upper bound of its bucket.</summary>
    /// <param name="counts">Latencies in each bucket.</param>
    /// <param name="share">0 to 1.</param>
    /// <returns>Milliseconds; 0 where nothing was counted.</returns>
    public static double Percentile(IReadOnlyList<long> counts, double share)
    {
        long total = counts.Sum();
        if (total == 0)
        {
            return 0;
        }

        long wanted = Math.Max(1, (long)Math.Ceiling(share * total));
        long seen = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
            {
                return UpperMs(i);
            }
        }

        return UpperMs(Count - 1);
    }
}
