namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// What paired times tell. Both times of a turn were taken one after the other, in an order that was drawn: whatever load there was, equal versions
/// are as likely to be the slower one, and how loads follow each other does not matter.
/// </summary>
/// <param name="maximumRatio">Multiple of the reference's time from which the tried version is too slow, at least 1.</param>
internal sealed class LatencyEvidence(double maximumRatio)
{
    /// <summary>Smaller differences are the clock's and the scheduler's, and no caller notices them.</summary>
    private const double LeastDifferenceMs = 0.5;

    /// <summary>Times are counted in buckets of a tenth.</summary>
    private const double Resolution = 1.1;

    /// <summary>Turns from which a 95th percentile is one.</summary>
    private const int TurnsOfTail = 100;

    private readonly SequentialTest test = new(1.5, 3, 9, 50);
    private readonly double clear = Math.Sqrt(maximumRatio);
    private readonly long[] tried = new long[LatencyBuckets.Count];
    private readonly long[] reference = new long[LatencyBuckets.Count];
    private readonly long[] ratios = new long[LatencyBuckets.Count];

    /// <summary>Timed turns.</summary>
    public long Turns { get; private set; }

    /// <summary>Turns in which the tried version was clearly slower: by more than the square root of the ratio, which lies in the middle between equal and too slow.</summary>
    public long Slower { get; private set; }

    /// <summary>Turns in which it was clearly faster.</summary>
    public long Faster { get; private set; }

    /// <summary>Median of the tried version, milliseconds.</summary>
    public double TriedP50Ms => LatencyBuckets.Percentile(tried, 0.5);

    /// <summary>Median of the reference, milliseconds.</summary>
    public double ReferenceP50Ms => LatencyBuckets.Percentile(reference, 0.5);

    /// <summary>95th percentile of the tried version, milliseconds.</summary>
    public double TriedP95Ms => LatencyBuckets.Percentile(tried, 0.95);

    /// <summary>95th percentile of the reference, milliseconds.</summary>
    public double ReferenceP95Ms => LatencyBuckets.Percentile(reference, 0.95);

    /// <summary>Whether it is certain that the tried version is slower, and its times are those of one that is too slow.</summary>
    public bool IsTooSlow => test.IsCertain && (MedianRatio * Resolution >= maximumRatio || HasSlowTail);

    // A tail is a few turns: the worst that the reference's 95th percentile can be is compared with the best that the tried version's can be.
    private bool HasSlowTail
    {
        get
        {
            double spread = 2 * Math.Sqrt(0.95 * 0.05 / Turns);
            return Turns >= TurnsOfTail && LatencyBuckets.Percentile(tried, 0.95 - spread) >= maximumRatio * LatencyBuckets.Percentile(reference, Math.Min(1, 0.95 + spread));
        }
    }

    /// <summary>Median of the turns' ratios.</summary>
    private double MedianRatio => LatencyBuckets.Percentile(ratios, 0.5);

    /// <summary>Adds a turn.</summary>
    public void Add(PairedTime time)
    {
        Turns++;
        tried[LatencyBuckets.IndexOf(time.TriedMs)]++;
        reference[LatencyBuckets.IndexOf(time.ReferenceMs)]++;
        bool isSame = Math.Abs(time.TriedMs - time.ReferenceMs) < LeastDifferenceMs;
        ratios[LatencyBuckets.IndexOf(isSame ? 1 : time.TriedMs / time.ReferenceMs)]++;
        if (isSame)
        {
            return;
        }

        if (time.TriedMs > clear * time.ReferenceMs)
        {
            Slower++;
            test.Add(0.5, 1, 0);
        }
        else if (time.ReferenceMs > clear * time.TriedMs)
        {
            Faster++;
            test.Add(0.5, 0, 1);
        }
    }
}
