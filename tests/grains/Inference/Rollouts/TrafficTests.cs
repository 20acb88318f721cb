using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Tests.Inference.Support;

namespace BirdGrid.Grains.Tests.Inference.Rollouts;

/// <summary>Canary, shadow and roll-back over a real grid of one silo.</summary>
public sealed class TrafficTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_gets_its_share_and_only_of_requests_that_name_no_version()
    {
        await using var cluster = await TwoVersionsAsync();
        await SplitAsync(cluster, TrafficPolicy.Whole with { CanaryVersion = 2, CanaryPercent = 25 });

        var answered = new List<int>();
        for (int i = 0; i < 200; i++)
        {
            answered.Add((await cluster.AskAsync("birds", 5, Token)).Version.Version);
        }

        Assert.InRange(answered.Count(v => v == 2), 48, 52);
        Assert.Equal(1, (await cluster.AskAsync("birds@1", 5, Token)).Version.Version);
        Assert.Equal(1, (await cluster.AskAsync("birds@champion", 5, Token)).Version.Version);
        var serving = await cluster.Serving.GetAsync("birds", Token);
        Assert.Equal([25.0, 75.0], serving.Select(v => v.TrafficPercent));
    }

    [Fact]
    public async Task A_canary_that_fails_is_answered_for_by_the_champion_and_rolled_back_with_the_evidence()
    {
        await using var cluster = await TwoVersionsAsync(failing: 2);
        await SplitAsync(cluster, TrafficPolicy.Whole with { CanaryVersion = 2, CanaryPercent = 50, Rollback = new RollbackRules(10, 0.05, 2) });

        // No caller sees the canary fail.
        await AskUntilAsync(cluster, answer => Assert.Equal(1, answer.Version.Version), async () => (await RouteAsync(cluster)).Traffic.CanaryVersion == 0);
        var changes = await cluster.Grains.GetGrain<IModelGrain>("birds").GetTrafficChanges();
        Assert.Equal(("rolled back from 2 to 1", "birdgrid"), (changes[0].What, changes[0].Who));
        Assert.Contains("failed (100 %)", changes[0].Evidence, StringComparison.Ordinal);
        Assert.Matches("version 2 failed ([0-9]+) of \\1, version 1 0 of \\1;", changes[0].Evidence);
    }

    [Fact]
    public async Task A_fresh_champion_that_fails_goes_back_to_the_one_before()
    {
        await using var cluster = await TwoVersionsAsync(failing: 2);
        await cluster.PromoteAsync("birds", 2);
        await AskUntilAsync(cluster, _ => { }, async () => (await RouteAsync(cluster)).Primary == 1);
        Assert.Equal(1, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
        var move = (await cluster.Grains.GetGrain<IModelGrain>("birds").GetHistory()).Moves[0];
        Assert.Equal(("birdgrid", 2, 1), (move.Who, move.FromVersion, move.ToVersion));
        Assert.Contains("failed (100 %)", move.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fresh_champion_that_takes_twice_as_long_goes_back_and_one_that_is_equal_stays()
    {
        await using var cluster = await TwoVersionsAsync(slow: 3, versions: 3);
        await SplitAsync(cluster, TrafficPolicy.Whole with { Rollback = new RollbackRules(10, 0.05, 2) });
        await cluster.PromoteAsync("birds", 2);
        int asked = 0;
        await AskUntilAsync(cluster, _ => asked++, () => Task.FromResult(asked == 200));
        Assert.Equal(2, (await RouteAsync(cluster)).Primary);

        await cluster.PromoteAsync("birds", 3);
        await AskUntilAsync(cluster, _ => { }, async () => (await RouteAsync(cluster)).Primary == 2);
        var move = (await cluster.Grains.GetGrain<IModelGrain>("birds").GetHistory()).Moves[0];
        Assert.StartsWith("It takes 2 times as long as version 2 for the same photos.", move.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_that_is_not_in_memory_is_loaded_for_the_comparison_and_leaves_with_it()
    {
        await using var cluster = await TwoVersionsAsync(failing: 2);
        await SplitAsync(cluster, TrafficPolicy.Whole with { Rollback = new RollbackRules(10, 0.05, 2) });
        await cluster.PromoteAsync("birds", 2);

        // As after a restart of the silo.
        await cluster.Grains.GetGrain<IClassifierGrain>("birds@1/0").Unload("test");
        await AskUntilAsync(cluster, _ => { }, async () => (await RouteAsync(cluster)).Primary == 1);
        Assert.Equal(2, cluster.Loader.Loaded.Count(l => l.Version == 1));
    }

    [Fact]
    public async Task A_shadow_answers_copies_whose_agreement_is_counted_and_nobody_sees_it()
    {
        await using var cluster = await TwoVersionsAsync(disagreeing: 2);
        await SplitAsync(cluster, TrafficPolicy.Whole with { ShadowVersion = 2, ShadowPercent = 100 });
        for (int i = 0; i < 20; i++)
        {
            // Version 2 prefers the second label where the first logit is below 50.
            Assert.Equal(1, (await cluster.AskAsync("birds", (byte)(i < 5 ? 10 : 100), Token)).Version.Version);
        }

        var agreement = await WaitForComparisonsAsync(cluster, 20);
        Assert.Equal((20, 15, 0), (agreement.Compared, agreement.Agreed, agreement.Dropped));
        Assert.InRange(agreement.ProbabilityDifference, 4.9, 5.1);
    }

    [Theory]
    [InlineData(2, 0, 0, 0, "bad-canary-percent")]
    [InlineData(2, 100, 0, 0, "bad-canary-percent")]
    [InlineData(0, 0, 2, 0, "bad-shadow-percent")]
    [InlineData(0, 0, 2, double.NaN, "bad-shadow-percent")]
    [InlineData(-1, 5, 0, 0, "bad-version")]
    [InlineData(2, 5, 2, 5, "canary-is-shadow")]
    public void Shares_out_of_range_are_refused(int canary, double canaryPercent, int shadow, double shadowPercent, string reason)
    {
        var policy = new TrafficPolicy(canary, canaryPercent, shadow, shadowPercent, RollbackRules.Default);
        Assert.Equal(reason, Assert.Throws<RefusedException>(policy.Require).Reason);
    }

    [Fact]
    public async Task A_split_is_set_once_for_each_key_and_not_between_a_version_and_itself()
    {
        await using var cluster = await TwoVersionsAsync();
        var model = cluster.Grains.GetGrain<IModelGrain>("birds");
        var request = new SetTrafficRequest(TrafficPolicy.Whole with { CanaryVersion = 2, CanaryPercent = 5 }, "ann", "try", "k1");
        await model.SetTraffic(request);
        await model.SetTraffic(request);
        Assert.Single(await model.GetTrafficChanges());
        Assert.Equal("idempotency-key-reused", (await Assert.ThrowsAsync<ConflictException>(() => model.SetTraffic(request with { Policy = TrafficPolicy.Whole }))).Reason);
        Assert.Equal("version-is-champion", (await Assert.ThrowsAsync<ConflictException>(() => model.SetTraffic(request with { Policy = request.Policy with { CanaryVersion = 1 }, IdempotencyKey = "k2" }))).Reason);

        await cluster.PromoteAsync("birds", 2);
        Assert.Equal(TrafficPolicy.Whole, (await model.GetRoute()).Traffic);
    }

    private static async Task<ServingCluster> TwoVersionsAsync(int failing = 0, int disagreeing = 0, int slow = 0, int versions = 2)
    {
        var cluster = await ServingCluster.StartAsync();
        cluster.Loader.Prepare = (version, engine) =>
        {
            engine.Second = version.Version == disagreeing ? 50 : 0;
            engine.OnImage = first =>
            {
                Thread.Sleep(versions > 2 ? version.Version == slow ? 10 : 4 : 0);

                // A blank image warms the network up.
                if (version.Version == failing && first != 0)
                {
                    throw new InvalidOperationException("broken");
                }
            };
        };
        await cluster.PublishAsync("birds", versions);
        await cluster.PromoteAsync("birds", 1);
        return cluster;
    }

    private static Task<ModelRoute> RouteAsync(ServingCluster cluster) => cluster.Grains.GetGrain<IModelGrain>("birds").GetRoute();

    // What comparisons tell comes in its own time: requests go on until it has come.
    private static async Task AskUntilAsync(ServingCluster cluster, Action<InferenceAnswer> answered, Func<Task<bool>> isDone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await isDone())
        {
            try
            {
                answered(await cluster.AskAsync("birds", 5, patience.Token));
            }
            catch (EngineFaultException)
            {
                // As the version does.
            }

            await cluster.Outcomes.ReportAsync();
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static Task<TrafficChange> SplitAsync(ServingCluster cluster, TrafficPolicy policy) =>
        cluster.Promoter.SetTrafficAsync("birds", new SetTrafficRequest(policy, "ann", "test", Guid.NewGuid().ToString("N")), Token);

    private static async Task<AgreementCounts> WaitForComparisonsAsync(ServingCluster cluster, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            await cluster.Outcomes.ReportAsync();
            var agreement = (await cluster.Grains.GetGrain<IRolloutGrain>("birds").GetView()).Agreement;
            if (agreement.Compared + agreement.Dropped >= count)
            {
                return agreement;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
