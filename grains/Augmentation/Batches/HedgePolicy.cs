namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>
/// When a late request is also asked of a second silo (a hedged request: Dean and Barroso, The Tail at Scale, CACM 56(2), 2013). A few
/// may follow each other, a share of all requests in the long run.
/// </summary>
/// <param name="options">Factor, floor and share.</param>
internal sealed class HedgePolicy(AugmentationOptions options)
{
    /// <summary>Requests answered before anything is known about how long they take.</summary>
    private const int LeastAnswers = 5;

    /// <summary>Hedges that may follow each other.</summary>
    private const double Burst = 4;

    private readonly RequestLatencies latencies = new();
    private double allowed = options.HedgeShare > 0 ? Burst : 0;

    /// <summary>Takes the time of an answered request.</summary>
    public void Answered(TimeSpan latency)
    {
        latencies.Add(latency);
        allowed = Math.Min(allowed + options.HedgeShare, options.HedgeShare > 0 ? Burst : 0);
    }

    /// <summary>Whether a request that has been outstanding for so long may be asked a second time.</summary>
    public bool IsLate(TimeSpan outstanding) =>
        allowed >= 1 && latencies.Count >= LeastAnswers
        && outstanding >= TimeSpan.FromMilliseconds(options.HedgeFloorMilliseconds)
        && outstanding >= latencies.Median * options.HedgeFactor;

    /// <summary>A request has been asked a second time.</summary>
    public void Hedged() => allowed--;
}
