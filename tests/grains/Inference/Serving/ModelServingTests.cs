using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Tests.Inference.Support;

namespace BirdGrid.Grains.Tests.Inference.Serving;

public sealed class ModelServingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_state_on_the_way_in_and_out_is_visible_with_its_reason()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        Assert.All(await cluster.Serving.GetAsync("birds", Token), v => Assert.Equal(ServingState.Unloaded, v.State));

        var hold = cluster.Loader.Hold(1);
        var loading = cluster.Serving.LoadAsync(ModelReference.Parse("birds@1"), "by hand", Token);
        var seen = await WaitAsync(cluster, "birds@1", ServingState.Loading);
        Assert.Equal("by hand", seen.Reason);
        hold.SetResult();
        Assert.Equal(ServingState.Ready, (await loading).State);
        var ready = await cluster.Serving.GetAsync(ModelReference.Parse("birds@1"), Token);
        Assert.Equal((ServingState.Ready, "torchsharp fp32 fake"), (ready.State, ready.Replicas[0].Engine));

        var engine = cluster.Loader.Loaded.Single().Engine;
        Assert.Equal([16, 1], engine.Batches);
        Assert.True(ready.Since >= seen.Since);

        engine.Hold();
        var asked = cluster.AskAsync("birds@1", 5, Token);
        await engine.BegunAsync();
        await engine.BegunAsync();
        await engine.BegunAsync();
        var unloading = cluster.Serving.UnloadAsync(ModelReference.Parse("birds@1"), "by hand too", Token);
        Assert.Equal("by hand too", (await WaitAsync(cluster, "birds@1", ServingState.Draining)).Reason);
        engine.Go();
        Assert.Equal(1, (await asked).Version.Version);
        Assert.Equal(ServingState.Unloaded, (await unloading).State);
        Assert.True(engine.IsDisposed);
    }

    [Fact]
    public async Task Promotion_warms_before_the_alias_moves()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        await cluster.PromoteAsync("birds", 1);

        var hold = cluster.Loader.Hold(2);
        var promoting = cluster.PromoteAsync("birds", 2);
        await WaitAsync(cluster, "birds@2", ServingState.Loading);
        Assert.Equal(1, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
        Assert.False(promoting.IsCompleted);

        hold.SetResult();
        await promoting;
        Assert.Equal(2, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_leaves_the_old_one_serving_and_says_why()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        await cluster.PromoteAsync("birds", 1);
        cluster.Loader.Broken[2] = "no weights";

        var refused = await Assert.ThrowsAsync<ConflictException>(() => cluster.PromoteAsync("birds", 2));
        Assert.Equal("version-not-loadable", refused.Reason);
        Assert.Equal(1, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
        Assert.Equal(ServingState.Failed, (await cluster.Serving.GetAsync(ModelReference.Parse("birds@2"), Token)).State);

        // What was wrong has been put right: the next attempt succeeds.
        cluster.Loader.Broken.Clear();
        await cluster.PromoteAsync("birds", 2);
        Assert.Equal(2, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
    }

    [Fact]
    public async Task A_call_that_is_lost_while_a_version_loads_is_a_loss_and_not_the_versions_fault()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        int loads = 0;
        cluster.Loader.Prepare = (_, _) =>
        {
            if (Interlocked.Increment(ref loads) % 2 == 1)
            {
                throw new SiloUnavailableException("gone");
            }
        };

        Assert.True(LostCall.Is(await Assert.ThrowsAnyAsync<Exception>(() => cluster.PromoteAsync("birds", 1))));
        await cluster.PromoteAsync("birds", 1);

        // A classification asks again by itself.
        Assert.Equal(2, (await cluster.AskAsync("birds@2", 5, Token)).Version.Version);
        Assert.Equal(4, loads);
    }

    [Fact]
    public async Task Damaged_weights_are_found_by_the_warm_up()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 1);
        cluster.Loader.Prepare = (_, engine) => engine.Second = float.NaN;
        Assert.Equal("answer-not-finite", (await Assert.ThrowsAsync<ConflictException>(() => cluster.PromoteAsync("birds", 1))).Reason);
        Assert.True(cluster.Loader.Loaded.Single().Engine.IsDisposed);
    }

    [Fact]
    public async Task What_an_alias_needs_is_not_unloaded_by_hand()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        await cluster.PromoteAsync("birds", 1);
        Assert.Equal("version-in-use", (await Assert.ThrowsAsync<ConflictException>(() => cluster.Serving.UnloadAsync(ModelReference.Parse("birds@1"), "why not", Token))).Reason);
    }

    [Fact]
    public async Task Versions_that_nothing_needs_leave_memory_by_themselves_and_come_back_when_asked()
    {
        await using var cluster = await ServingCluster.StartAsync(options => options.IdleUnloadSeconds = 1);
        await cluster.PublishAsync("birds", 2);
        await cluster.PromoteAsync("birds", 1);
        await cluster.AskAsync("birds@2", 5, Token);

        var unloaded = await WaitAsync(cluster, "birds@2", ServingState.Unloaded);
        Assert.Contains("no alias", unloaded.Reason, StringComparison.Ordinal);
        Assert.Equal(ServingState.Ready, (await cluster.Serving.GetAsync(ModelReference.Parse("birds@1"), Token)).State);
        Assert.Equal(2, (await cluster.AskAsync("birds@2", 5, Token)).Version.Version);
    }

    private static async Task<VersionServing> WaitAsync(ServingCluster cluster, string reference, ServingState state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var serving = await cluster.Serving.GetAsync(ModelReference.Parse(reference), patience.Token);
            if (serving.State == state)
            {
                return serving;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
