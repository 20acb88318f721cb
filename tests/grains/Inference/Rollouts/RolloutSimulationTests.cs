using System.Collections.Concurrent;

namespace BirdGrid.Grains.Tests.Inference.Rollouts;

/// <summary>Judges under simulated bursts of load, thousands of times: whom they accuse, and how soon.</summary>
public sealed class RolloutSimulationTests(ITestOutputHelper output)
{
    /// <summary>A promotion, or a canary that gets a tenth.</summary>
    private static readonly double[] Shares = [1, 0.1];

    [Fact]
    public void Equal_versions_are_accused_in_less_than_one_of_a_thousand_watches()
    {
        var watches =
            from rate in new[] { 1, 20, 300 }
            from share in Shares
            from shared in new[] { 0, 0.3 }
            from seed in Enumerable.Range(0, 200)
            select new SimulatedWatch { Seed = seed, RequestsPerSecond = rate, Share = share, SharedFailures = shared, Seconds = 600 };
        var accused = Run(watches);
        output.WriteLine($"{accused.Count(a => a.Found is not null)} of {accused.Count} equal versions accused");
        Assert.True(accused.Count(a => a.Found is not null) <= 2, string.Join('\n', accused.Where(a => a.Found is not null).Select(a => $"{a.Watch} {a.Found}")));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(300, 1)]
    [InlineData(10, 0.1)]
    [InlineData(300, 0.1)]
    public void A_version_that_is_twice_as_slow_is_found_within_two_minutes(int rate, double share) =>
        AssertFound(Enumerable.Range(0, 200).Select(seed => new SimulatedWatch { Seed = seed, RequestsPerSecond = rate, Share = share, Slowdown = 2 }), "takes 2 times as long");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(300, 1)]
    [InlineData(10, 0.1)]
    [InlineData(300, 0.1)]
    public void A_version_that_fails_one_in_twenty_is_found_within_two_minutes(int rate, double share) =>
        AssertFound(Enumerable.Range(0, 200).Select(seed => new SimulatedWatch { Seed = seed, RequestsPerSecond = rate, Share = share, Failures = 0.05 }), "error rate");

    [Fact]
    public void A_version_that_fails_beside_shared_failures_is_still_found() =>
        AssertFound(Enumerable.Range(0, 200).Select(seed => new SimulatedWatch { Seed = seed, RequestsPerSecond = 20, Failures = 0.2, SharedFailures = 0.05 }), "error rate");

    [Theory]
    [InlineData(1.3)]
    [InlineData(0.5)]
    public void A_version_that_is_a_little_slower_or_faster_stays(double slowdown)
    {
        var accused = Run(Enumerable.Range(0, 100).Select(seed => new SimulatedWatch { Seed = seed, RequestsPerSecond = 20, Slowdown = slowdown, Seconds = 600 }));
        Assert.DoesNotContain(accused, a => a.Found is not null);
    }

    private void AssertFound(IEnumerable<SimulatedWatch> watches, string why)
    {
        var found = Run(watches);
        var times = found.Where(f => f.Found is not null).Select(f => f.Found!.Value.After.TotalSeconds).Order().ToList();
        output.WriteLine($"{times.Count} of {found.Count} found, after {times[0]} s at least, {times[times.Count / 2]} s in the middle, {times[^1]} s at most");
        output.WriteLine(found[0].Found?.Evidence ?? "not found");
        Assert.True(times.Count >= 0.98 * found.Count, $"{times.Count} of {found.Count} were found within two minutes.");
        Assert.All(found.Where(f => f.Found is not null), f => Assert.Contains(why, f.Found!.Value.Why, StringComparison.Ordinal));
    }

    private static List<(SimulatedWatch Watch, (TimeSpan After, string Why, string Evidence)? Found)> Run(IEnumerable<SimulatedWatch> watches)
    {
        var results = new ConcurrentBag<(SimulatedWatch Watch, (TimeSpan After, string Why, string Evidence)? Found)>();
        Parallel.ForEach(watches, watch => results.Add((watch, watch.Run())));
        return [.. results.OrderBy(r => r.Watch.Seed)];
    }
}
