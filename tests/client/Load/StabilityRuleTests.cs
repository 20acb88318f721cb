using BirdGrid.Client.Load;
using Grpc.Core;

namespace BirdGrid.Client.Tests.Load;

public sealed class StabilityRuleTests
{
    private static readonly LoadOptions Options = new() { StabilityPercent = 10, Percentile = 95 };

    [Fact]
    public void Three_windows_that_agree_are_stable() =>
        Assert.True(StabilityRule.IsStable([Window(100, 20), Window(105, 21), Window(110, 22)], Options));

    [Fact]
    public void Two_windows_are_too_few() =>
        Assert.False(StabilityRule.IsStable([Window(100, 20), Window(100, 20)], Options));

    [Fact]
    public void A_throughput_that_differs_is_not_stable() =>
        Assert.False(StabilityRule.IsStable([Window(100, 20), Window(100, 20), Window(111, 20)], Options));

    [Fact]
    public void A_latency_that_differs_is_not_stable() =>
        Assert.False(StabilityRule.IsStable([Window(100, 20), Window(100, 23), Window(100, 20)], Options));

    [Fact]
    public void Only_the_chosen_percentile_counts()
    {
        // One answer in a hundred is slow: p95 does not see it, the largest does.
        LoadWindow[] windows = [Window(100, 20), Window(100, 20, slowest: 500), Window(100, 20)];
        Assert.True(StabilityRule.IsStable(windows, Options));
        Assert.False(StabilityRule.IsStable(windows, Options with { Percentile = 100 }));
    }

    [Fact]
    public void Only_the_last_windows_count() =>
        Assert.True(StabilityRule.IsStable([Window(10, 900), Window(100, 20), Window(100, 20), Window(100, 20)], Options));

    [Fact]
    public void Windows_without_answers_never_agree() =>
        Assert.False(StabilityRule.IsStable([Window(0, 1), Window(0, 1), Window(0, 1)], Options));

    private static LoadWindow Window(int answers, double latencyMs, double? slowest = null)
    {
        var latency = new LatencyHistogram();
        for (int i = 0; i < answers; i++)
        {
            latency.Record(i == 0 && slowest is { } slow ? slow : latencyMs);
        }

        return new LoadWindow
        {
            Duration = TimeSpan.FromSeconds(1),
            Codes = new Dictionary<StatusCode, long> { [StatusCode.OK] = answers },
            Unsent = 0,
            Images = answers,
            Latency = latency,
            RefusalLatency = new LatencyHistogram(),
            Lateness = new LatencyHistogram(),
            Stages = new Dictionary<ServerStage, LatencyHistogram>(),
            ClientCpu = TimeSpan.Zero,
        };
    }
}
