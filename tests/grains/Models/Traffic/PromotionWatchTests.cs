using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Models.Traffic;

/// <summary>The watch of a promotion while the wall clock is set.</summary>
public sealed class PromotionWatchTests : IAsyncLifetime
{
    private readonly SteppedClock clock = new();
    private readonly LocalRoutes routes = new();
    private InProcessTestCluster cluster = null!;

    private IModelGrain Model => cluster.Client.GetGrain<IModelGrain>("birds");

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault().Services
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(routes)
            .Configure<InferenceOptions>(options => options.WatchPromotionSeconds = 600));
        cluster = builder.Build();
        await cluster.DeployAsync();
        await Model.Publish(ModelGrainTests.Request("ts-1"));
        await Model.Publish(ModelGrainTests.Request("ts-2"));
        await Model.Promote(new PromoteRequest("champion", 1, "ann", "first", "k1"));
        await Model.Promote(new PromoteRequest("champion", 2, "ann", "better", "k2"));
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_step_of_a_day_neither_ends_nor_extends_it(int days)
    {
        // Before anybody has asked for the route, and after.
        clock.Step(TimeSpan.FromDays(days));
        await AssertWatchedAsync(true);
        clock.Step(TimeSpan.FromDays(days));
        await AssertWatchedAsync(true);
        clock.Advance(TimeSpan.FromSeconds(599));
        await AssertWatchedAsync(true);
        clock.Advance(TimeSpan.FromSeconds(2));
        await AssertWatchedAsync(false);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_version_is_still_taken_back_after_a_step(int days)
    {
        var route = await Model.GetRoute();
        clock.Step(TimeSpan.FromDays(days));
        Assert.NotNull(await Model.RollBack(new RollBackRequest(2, route.Revision, "It fails.", "Figures.")));
        Assert.Equal(1, (await Model.GetRoute()).Primary);
    }

    [Fact]
    public async Task Another_promotion_is_watched_from_its_own_beginning()
    {
        clock.Advance(TimeSpan.FromSeconds(599));
        await Model.Promote(new PromoteRequest("champion", 1, "ann", "back", "k3"));
        clock.Advance(TimeSpan.FromSeconds(599));
        await AssertWatchedAsync(true);
        clock.Advance(TimeSpan.FromSeconds(2));
        await AssertWatchedAsync(false);
    }

    private async Task AssertWatchedAsync(bool isWatched)
    {
        Assert.Equal(isWatched, (await Model.GetRoute()).Watch is not null);

        // The silo's own copy says the same.
        Assert.True(routes.TryGet("birds", out var route));
        Assert.Equal(isWatched, route.Watch is not null);
    }
}
