using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models.Traffic;
using CsCheck;

namespace BirdGrid.Grains.Tests.Inference.Rollouts;

public sealed class RolloutJudgeTests
{
    private static readonly RollbackRules Rules = new(100, 0.05, 2);

    [Fact]
    public void Too_few_requests_are_no_evidence() =>
        Assert.Null(RolloutJudge.Fault(Counts(2, ok: 0, errors: 99, ms: 10), Counts(1, 1000, 0, 10), Rules));

    [Fact]
    public void More_errors_than_allowed_and_than_before_are_a_fault()
    {
        Assert.Contains("error rate", RolloutJudge.Fault(Counts(2, 94, 6, 10), Counts(1, 1000, 0, 10), Rules), StringComparison.Ordinal);
        Assert.Null(RolloutJudge.Fault(Counts(2, 95, 5, 10), Counts(1, 1000, 0, 10), Rules));
        Assert.Null(RolloutJudge.Fault(Counts(2, 90, 10, 10), Counts(1, 500, 500, 10), Rules));
    }

    [Fact]
    public void A_p95_above_the_allowed_multiple_is_a_fault_only_beside_enough_of_the_other()
    {
        Assert.Contains("p95", RolloutJudge.Fault(Counts(2, 200, 0, 25), Counts(1, 200, 0, 10), Rules), StringComparison.Ordinal);
        Assert.Null(RolloutJudge.Fault(Counts(2, 200, 0, 15), Counts(1, 200, 0, 10), Rules));
        Assert.Null(RolloutJudge.Fault(Counts(2, 200, 0, 25), Counts(1, 50, 0, 10), Rules));
        Assert.Null(RolloutJudge.Fault(Counts(2, 200, 0, 25), null, Rules));
    }

    [Fact]
    public void Percentiles_are_right_within_a_tenth() =>
        Gen.Double[0.2, 10_000].Array[1, 200].Sample(latencies =>
        {
            long[] counts = new long[LatencyBuckets.Count];
            foreach (double latency in latencies)
            {
                counts[LatencyBuckets.IndexOf(latency)]++;
            }

            double[] sorted = [.. latencies.Order()];
            foreach (double share in new[] { 0.5, 0.95, 0.99 })
            {
                double exact = sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Length)) - 1];
                Assert.InRange(LatencyBuckets.Percentile(counts, share), exact * 0.999, exact * 1.101);
            }
        });

    private static OutcomeCounts Counts(int version, int ok, int errors, double ms)
    {
        long[] latencies = new long[LatencyBuckets.Count];
        latencies[LatencyBuckets.IndexOf(ms)] = ok;
        return new OutcomeCounts(version, ok + errors, errors, latencies);
    }
}
