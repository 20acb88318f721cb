namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>How long the latest requests took.</summary>
internal sealed class RequestLatencies
{
    private const int Kept = 64;

    private readonly TimeSpan[] latest = new TimeSpan[Kept];

    /// <summary>Requests answered so far.</summary>
    public long Count { get; private set; }

    /// <summary>The middle one of the latest; zero before the first.</summary>
    public TimeSpan Median
    {
        get
        {
            var sorted = latest.AsSpan(0, (int)Math.Min(Count, Kept)).ToArray();
            Array.Sort(sorted);
            return sorted.Length == 0 ? TimeSpan.Zero : sorted[sorted.Length / 2];
        }
    }

    /// <summary>Takes the time of an answered request.</summary>
    public void Add(TimeSpan latency) => latest[Count++ % Kept] = latency;
}
