using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models.Traffic;
using CsCheck;

namespace BirdGrid.Grains.Tests.Inference.Rollouts;

public sealed class RolloutJudgeTests
{
    private static readonly RollbackRules Rules = new(100, 0.05, 2);

    [Fact]
    public void Too_few_requests_are_no_evidence()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 33; second++)
        {
            judge.Add(Second(triedRequests: 3, triedErrors: 3, runs: 8, triedFailures: 8));
        }

        Assert.Null(judge.Fault());
        judge.Add(Second(triedRequests: 1, triedErrors: 1));
        Assert.Contains("error rate of 100 %", judge.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_without_the_other_version_beside_them_accuse_nobody()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 100; second++)
        {
            judge.Add(Second(triedRequests: 10, triedErrors: 10));
        }

        Assert.Null(judge.Fault());
    }

    [Fact]
    public void One_bad_second_does_not_decide()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        judge.Add(Second(triedRequests: 1000, triedErrors: 1000, runs: 100, triedFailures: 100));
        Assert.Null(judge.Fault());
    }

    [Fact]
    public void A_shared_cause_accuses_nobody_whatever_the_rates_of_the_two()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 600; second++)
        {
            bool isDown = second % 10 == 0;
            judge.Add(Second(triedRequests: 300, triedErrors: isDown ? 300 : 0, runs: 4, triedFailures: isDown ? 4 : 0, referenceFailures: isDown ? 4 : 0));
            Assert.Null(judge.Fault());
        }
    }

    [Fact]
    public void A_rate_below_the_allowed_one_is_allowed_however_certain_it_is()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 600; second++)
        {
            judge.Add(Second(triedRequests: 100, triedErrors: 3, runs: 10));
        }

        Assert.Null(judge.Fault());
    }

    [Fact]
    public void The_evidence_tells_what_the_judgement_rests_on()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 30; second++)
        {
            judge.Add(Second(triedRequests: 4, runs: 2, times: [new PairedTime(20, 9.9)]));
        }

        Assert.Equal("It takes 2 times as long as version 1 for the same photos.", judge.Fault());
        Assert.Contains("Version 2: 120 requests, 0 failed (0 %)", judge.Evidence(), StringComparison.Ordinal);
        Assert.Contains("version 2 failed 0 of 60, version 1 0 of 60; of 30 timed turns version 2 was clearly slower in 30, clearly faster in 0: p50", judge.Evidence(), StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_that_no_clock_can_tell_are_none()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 100; second++)
        {
            judge.Add(Second(triedRequests: 4, runs: 2, times: [new PairedTime(0.4, 0.1)]));
        }

        Assert.Null(judge.Fault());
    }

    [Fact]
    public void A_tail_that_only_the_tried_version_has_is_found()
    {
        var judge = new RolloutJudge(2, 1, Rules);
        for (int second = 0; second < 300; second++)
        {
            judge.Add(Second(triedRequests: 4, runs: 2, times: [new PairedTime(second % 10 == 0 ? 100 : 10, 10)]));
        }

        Assert.NotNull(judge.Fault());
    }

    [Fact]
    public void Figures_of_other_pairs_do_not_count()
    {
        var judge = new RolloutJudge(3, 1, Rules);
        for (int second = 0; second < 100; second++)
        {
            judge.Add(Second(triedRequests: 100, triedErrors: 100, runs: 8, triedFailures: 8, times: [new PairedTime(20, 9)]));
        }

        Assert.Null(judge.Fault());
    }

    [Fact]
    public void Looking_again_and_again_accuses_equal_versions_no_more_often_than_is_said()
    {
        // The chance is one in ten thousand for each; thousand events each.
        int accused = 0;
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var test = new SequentialTest(1.5, 3, 9, 50);
            bool isAccused = false;
            for (int i = 0; i < 1000 && !isAccused; i++)
            {
                bool isTried = random.Next(2) == 0;
                test.Add(0.5, isTried ? 1 : 0, isTried ? 0 : 1);
                isAccused = test.IsCertain;
            }

            accused += isAccused ? 1 : 0;
        }

        Assert.InRange(accused, 0, 3);
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

    private static RolloutReport Second(int triedRequests, int triedErrors = 0, int runs = 0, int triedFailures = 0, int referenceFailures = 0, params PairedTime[] times)
    {
        long[] latencies = new long[LatencyBuckets.Count];
        latencies[LatencyBuckets.IndexOf(10)] = triedRequests - triedErrors;
        return new RolloutReport([new OutcomeCounts(2, triedRequests, triedErrors, latencies)], AgreementCounts.Zero)
        {
            Comparisons = runs == 0 ? [] : [new PairedRuns(2, 1, runs, triedFailures, runs, referenceFailures, times)],
        };
    }
}
