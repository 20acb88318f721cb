using System.Numerics;

namespace BirdGrid.Client.Load;

/// <summary>
/// Lengths of time in buckets whose width grows with the value, as in HdrHistogram: a percentile is never below the true one and less than 0.4 %
/// (1/256) above it, whatever the number of values. 70 KiB; not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>Relative width of a bucket: how far above the true value a percentile may be.</summary>
    public const double RelativeError = 1.0 / (1 << PrecisionBits);

    private const int PrecisionBits = 8;

    // 73 minutes of nanoseconds.
    private const int LargestBits = 42;
    private const long LargestNanoseconds = (1L << LargestBits) - 1;

    private readonly long[] buckets = new long[(LargestBits - PrecisionBits + 1) << PrecisionBits];
    private Int128 sumNanoseconds;
    private long smallest = long.MaxValue;
    private long largest;

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Mean in milliseconds, exact; NaN where there are no values.</summary>
    public double MeanMs => Count == 0 ? double.NaN : (double)sumNanoseconds / Count / 1e6;

    /// <summary>Largest value in milliseconds, exact; NaN where there are no values.</summary>
    public double MaxMs => Count == 0 ? double.NaN : largest / 1e6;

    /// <summary>Adds a value.</summary>
    /// <param name="time">Below zero counts as zero, above 73 minutes as 73 minutes.</param>
    public void Record(TimeSpan time) => RecordNanoseconds(time.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Adds a value in milliseconds; one that is no number is left out.</summary>
    /// <param name="milliseconds">Below zero counts as zero, above 73 minutes as 73 minutes.</param>
    public void Record(double milliseconds)
    {
        if (!double.IsNaN(milliseconds))
        {
            RecordNanoseconds((long)Math.Clamp(milliseconds * 1e6, 0, LargestNanoseconds));
        }
    }

    /// <summary>Adds all values of another histogram.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] += other.buckets[i];
        }

        Count += other.Count;
        sumNanoseconds += other.sumNanoseconds;
        smallest = Math.Min(smallest, other.smallest);
        largest = Math.Max(largest, other.largest);
    }

    /// <summary>The smallest value that at least so many per cent of all values do not exceed, in milliseconds (nearest rank); NaN where there are no values.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is outside its range.</exception>
    public double PercentileMs(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (Count == 0)
        {
            return double.NaN;
        }

        long rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        long seen = 0;
        int bucket = -1;
        while (seen < rank)
        {
            seen += buckets[++bucket];
        }

        return Math.Clamp(UpperEdge(bucket), smallest, largest) / 1e6;
    }

    private void RecordNanoseconds(long nanoseconds)
    {
        long value = Math.Clamp(nanoseconds, 0, LargestNanoseconds);
        buckets[BucketOf(value)]++;
        Count++;
        sumNanoseconds += value;
        smallest = Math.Min(smallest, value);
        largest = Math.Max(largest, value);
    }

    // Below 2^(p+1) a bucket holds one value; above, the p bits after the leading one and the number of bits that were cut off.
    private static int BucketOf(long value)
    {
        int cut = Math.Max(0, BitOperations.Log2((ulong)value) - PrecisionBits);
        return (cut << PrecisionBits) + (int)(value >> cut);
    }

    private static long UpperEdge(int bucket)
    {
        int cut = Math.Max(0, (bucket >> PrecisionBits) - 1);
        return ((long)(bucket - (cut << PrecisionBits) + 1) << cut) - 1;
    }
}
