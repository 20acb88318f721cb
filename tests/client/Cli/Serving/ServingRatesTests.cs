using BirdGrid.Cli.Serving;
using BirdGrid.V1;
using static BirdGrid.Client.Tests.Cli.Serving.ServingLooks;

namespace BirdGrid.Client.Tests.Cli.Serving;

public sealed class ServingRatesTests
{
    [Fact]
    public void Rates_are_the_difference_of_totals_over_time()
    {
        var rates = Single(
            Look(0, Version(1, Replica(0, requests: 100, images: 150, executions: 40, rejections: ("queue-full", 5)))),
            Look(2, Version(1, Replica(0, requests: 140, images: 210, executions: 55, rejections: ("queue-full", 11)))));
        Assert.Equal(30, rates.ImagesPerSecond);
        Assert.Equal(20, rates.RequestsPerSecond);
        Assert.Equal(4, rates.MeanBatchSize);
        Assert.Equal(3, rates.RejectionsPerSecond["queue-full"]);
        Assert.Equal(67, rates.SecondsInState);
        Assert.Equal("ready", rates.State);
    }

    [Fact]
    public void Stage_means_are_those_of_the_interval_and_not_since_the_loading()
    {
        // 100 requests of 10 ms, then 100 of 30 ms: their totals are 200 requests of 20 ms.
        var rates = Single(
            Look(0, Version(1, Replica(0, 100, 100, 100, computeMs: 10))),
            Look(1, Version(1, Replica(0, 200, 200, 200, computeMs: 20))));
        Assert.Equal(30, rates.ComputeMs!.Value, 1e-9);
        Assert.Equal(2, rates.QueueMs!.Value, 1e-9);
        Assert.Equal(0.5, rates.AssemblyMs!.Value, 1e-9);
        Assert.Equal(0.5, rates.RespondMs!.Value, 1e-9);
        Assert.Equal(33, rates.MeanMs!.Value, 1e-9);
    }

    [Fact]
    public void Replicas_are_added_up_and_means_weighed_by_requests()
    {
        var rates = Single(
            Look(0, Version(1, Replica(0, 0, 0, 0), Replica(1, 0, 0, 0))),
            Look(1, Version(1, Replica(0, 30, 30, 10, computeMs: 10), Replica(1, 10, 10, 10, computeMs: 50))));
        Assert.Equal(40, rates.RequestsPerSecond);
        Assert.Equal(2, rates.MeanBatchSize);
        Assert.Equal(20, rates.ComputeMs!.Value, 1e-9);
        Assert.Equal(8, rates.QueueLength);
        Assert.Equal(60 << 20, rates.MemoryBytes);
        Assert.Equal((2, 2), (rates.ReadyReplicas, rates.Replicas));
        Assert.Equal(["onnxruntime fp32 cpu"], rates.Engines);
    }

    [Fact]
    public void A_replica_that_was_loaded_again_counts_from_zero()
    {
        var rates = Single(
            Look(0, Version(1, Replica(0, 1000, 1000, 1000, rejections: ("queue-full", 50)))),
            Look(1, Version(1, Replica(0, 30, 30, 15))));
        Assert.Equal(30, rates.RequestsPerSecond);
        Assert.Equal(2, rates.MeanBatchSize);
        Assert.Empty(rates.RejectionsPerSecond);
    }

    [Fact]
    public void A_version_that_is_new_counts_from_zero_and_one_that_is_gone_is_not_told()
    {
        var rates = Single(Look(0, Version(1, Replica(0, 10, 10, 10))), Look(1, Version(2, Replica(0, 7, 7, 7))));
        Assert.Equal(2, rates.Version);
        Assert.Equal(7, rates.RequestsPerSecond);
    }

    [Fact]
    public void An_interval_without_requests_has_no_means()
    {
        var rates = Single(Look(0, Version(1, Replica(0, 10, 10, 10))), Look(1, Version(1, Replica(0, 10, 10, 10))));
        Assert.Equal(0, rates.ImagesPerSecond);
        Assert.Null(rates.MeanMs);
        Assert.Null(rates.MeanBatchSize);
    }

    [Fact]
    public void A_version_that_is_not_in_memory_is_told_with_its_state()
    {
        var unloaded = new VersionServing { Model = "finches", Version = 3, State = ServingState.Failed, Reason = "its network cannot be read" };
        var rates = Single(Look(0, unloaded), Look(1, unloaded));
        Assert.Equal(("failed", "its network cannot be read"), (rates.State, rates.Reason));
        Assert.Null(rates.SecondsInState);
        Assert.Equal(0, rates.Replicas);
    }

    [Fact]
    public void Two_looks_at_the_same_time_have_no_rates() =>
        Assert.Equal(0, Single(Look(0, Version(1, Replica(0, 0, 0, 0))), Look(0, Version(1, Replica(0, 10, 10, 10)))).RequestsPerSecond);

    private static VersionRates Single(GridServing before, GridServing now) => Assert.Single(ServingRates.Between(before, now));
}
