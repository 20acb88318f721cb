using BirdGrid.Grains.Tests.Inference.Support;

namespace BirdGrid.Grains.Tests.Models.Traffic;

/// <summary>Classification while the grid's stored state is away.</summary>
public sealed class KnownRoutesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_promotion_that_cannot_be_kept_does_not_take_the_model_away_from_its_callers()
    {
        await using var cluster = await ServingCluster.StartAsync();
        await cluster.PublishAsync("birds", 2);
        await cluster.PromoteAsync("birds", 1);
        Assert.Equal(1, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
        cluster.LoseState("The store is away.");

        // Its model grain leaves memory, with the change that could not be kept, and cannot be read back.
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.PromoteAsync("birds", 2));
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(1, (await cluster.AskAsync("birds", 5, Token)).Version.Version);
        }
    }

    [Fact]
    public async Task What_is_not_in_memory_is_refused_with_what_is_away()
    {
        await using var cluster = await ServingCluster.StartAsync();
        Assert.False(cluster.Routes.HasAny);
        cluster.LoseState("The store is away.");

        var refused = await Assert.ThrowsAsync<StateUnavailableException>(() => cluster.AskAsync("owls", 5, Token));

        Assert.StartsWith("The store is away.", refused.Message);
    }
}
