namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>What a version was seen to do.</summary>
/// <param name="Version">The version.</param>
/// <param name="Requests">Requests that it was given, turned-away and cancelled ones aside.</param>
/// <param name="Errors">Those that it failed.</param>
/// <param name="Latencies">Answered requests in each of <see cref="LatencyBuckets"/>.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.outcome-counts")]
public sealed record OutcomeCounts(
    [property: Id(0)] int Version,
    [property: Id(1)] long Requests,
    [property: Id(2)] long Errors,
    [property: Id(3)] IReadOnlyList<long> Latencies)
{
    /// <summary>Nothing yet.</summary>
    public static OutcomeCounts None(int version) => new(version, 0, 0, new long[LatencyBuckets.Count]);

    /// <summary>Share of failed requests.</summary>
    public double ErrorRate => Requests == 0 ? 0 : (double)Errors / Requests;

    /// <summary>Median latency in milliseconds, within 10 %.</summary>
    public double P50Ms => LatencyBuckets.Percentile(Latencies, 0.5);

    /// <summary>95th percentile of the latency in milliseconds, within 10 %.</summary>
    public double P95Ms => LatencyBuckets.Percentile(Latencies, 0.95);

    /// <summary>99th percentile of the latency in milliseconds, within 10 %.</summary>
    public double P99Ms => LatencyBuckets.Percentile(Latencies, 0.99);

    /// <summary>The sum of two.</summary>
    public OutcomeCounts Plus(OutcomeCounts other) => new(Version, Requests + other.Requests, Errors + other.Errors, [.. Latencies.Zip(other.Latencies, (a, b) => a + b)]);
}
