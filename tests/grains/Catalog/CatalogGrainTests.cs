using System.Globalization;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Tests.Storage;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Catalog;

/// <summary>Catalogs against a real cluster, on a storage that counts what is written.</summary>
public sealed class CatalogGrainTests : IAsyncLifetime
{
    private readonly CountingGrainStorage storage = new();
    private InProcessTestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddGrainStorage("Default", (_, _) => storage));
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_names_added_at_once_take_a_write_per_shard_and_all_are_kept()
    {
        const int Count = 10_000;
        await Task.WhenAll(Names(Count).Select(Catalog("many").Add));
        await Task.WhenAll(Names(100).Select(Catalog("many").Add));

        // A write of the index and some batches for each shard, where each name used to take one of everything; how full batches are depends on how fast names come.
        int shards = (Count + CatalogGrain.NamesPerShard - 1) / CatalogGrain.NamesPerShard;
        Assert.InRange(storage.Writes, 2 * shards, Count / 5);
        Assert.InRange(storage.LargestNames, 1, CatalogGrain.NamesPerShard);
        await ReactivateAsync("many");
        Assert.Equal(Names(Count), (await Catalog("many").List()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_come_back_page_by_page_newest_first_or_by_name()
    {
        var catalog = Catalog("pages");
        string[] added = [.. Names(600).OrderBy(name => name.GetHashCode(StringComparison.Ordinal))];
        foreach (string name in added)
        {
            await catalog.Add(name);
        }

        await ReactivateAsync("pages");
        Assert.Equal(added.AsEnumerable().Reverse(), await AllAsync(token => catalog.ListNewest(token, 100)));
        Assert.Equal(added.Order(StringComparer.Ordinal), await AllAsync(token => catalog.ListByName(token, 77)));
        Assert.Equal("unknown-page-token", (await Assert.ThrowsAsync<RefusedException>(() => catalog.ListNewest("x", 10))).Reason);
        Assert.Empty((await Catalog("nothing").ListNewest(null, 10)).Names);
    }

    [Fact]
    public async Task Names_added_between_two_pages_shift_nothing()
    {
        var catalog = Catalog("shift");
        await Task.WhenAll(Names(10).Select(catalog.Add));
        var first = await catalog.ListNewest(null, 4);
        await catalog.Add("new");
        var second = await catalog.ListNewest(first.NextToken, 100);
        Assert.Equal(Names(10), first.Names.Concat(second.Names).Order(StringComparer.Ordinal));
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task Names_of_a_catalog_without_shards_stay_the_oldest()
    {
        storage.Put(cluster.Client.GetGrain<ICatalogGrain>("old").GetGrainId(), new CatalogState { Names = ["b", "a"] });
        await Catalog("old").Add("c");
        await Catalog("old").Add("a");
        await ReactivateAsync("old");
        Assert.Equal(["b", "a", "c"], await Catalog("old").List());
    }

    [Fact]
    public async Task A_shard_that_another_activation_wrote_is_read_again_and_nothing_is_lost()
    {
        await Catalog("twice").Add("a");
        Assert.True(await cluster.Client.GetGrain<ICatalogShardGrain>("twice/0").Append(1, ["b"]));
        await Catalog("twice").Add("c");
        await Catalog("twice").Add("b");
        Assert.Equal(["a", "b", "c"], await Catalog("twice").List());
    }

    [Fact]
    public async Task A_write_that_fails_is_told_to_its_caller_and_the_next_one_works()
    {
        storage.FailNext = 1;
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog("failing").Add("a"));
        await Catalog("failing").Add("b");
        await ReactivateAsync("failing");
        Assert.Contains("b", await Catalog("failing").List());
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => i.ToString("ts-00000", CultureInfo.InvariantCulture))];

    private static async Task<List<string>> AllAsync(Func<string?, Task<CatalogPage>> read)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await read(token);
            names.AddRange(page.Names);
            token = page.NextToken;
        }
        while (token is not null);
        return names;
    }

    private ICatalogGrain Catalog(string kind) => cluster.Client.GetGrain<ICatalogGrain>(kind);

    private async Task ReactivateAsync(string kind)
    {
        var id = Catalog(kind).GetGrainId();
        await cluster.DeactivateAsync(id);
        await cluster.WaitForDeactivationAsync(id);
    }
}
