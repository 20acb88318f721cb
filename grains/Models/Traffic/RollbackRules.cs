namespace BirdGrid.Grains.Models.Traffic;

/// <summary>When a version is taken out of traffic again by itself: where it is certain that it does worse than the other version in the same seconds, and does so badly.</summary>
/// <param name="MinimumRequests">Requests that a version must have had before it is judged, at least 1.</param>
/// <param name="MaximumErrorRate">Share of failed requests, 0 to 1, from which it is taken out; seen within two standard deviations.</param>
/// <param name="MaximumLatencyRatio">Time of a forward pass as a multiple of the other version's for the same photos, p50 (within a tenth) or p95, from which it is taken out; at least 1.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rollback-rules")]
public sealed record RollbackRules(
    [property: Id(0)] int MinimumRequests,
    [property: Id(1)] double MaximumErrorRate,
    [property: Id(2)] double MaximumLatencyRatio)
{
    /// <summary>100 requests, one in twenty failed, twice the latency.</summary>
    public static RollbackRules Default { get; } = new(100, 0.05, 2);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="RefusedException">One is out of range.</exception>
    public void Require()
    {
        if (MinimumRequests < 1 || MaximumErrorRate is not (>= 0 and <= 1) || !(MaximumLatencyRatio >= 1))
        {
            throw new RefusedException("bad-rollback-rules", $"Roll-back after {MinimumRequests} requests, an error rate above {MaximumErrorRate} or {MaximumLatencyRatio} times the latency: the first must be at least 1, the second 0 to 1, the third at least 1.");
        }
    }
}
