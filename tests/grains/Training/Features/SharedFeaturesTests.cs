using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Training.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Training.Features;

/// <summary>Sessions that share features, against a real cluster with memory storage and a folder of blobs.</summary>
public sealed class SharedFeaturesTests : IAsyncLifetime
{
    private const int Blocks = 12;
    private readonly TemporaryFolder folder = new();
    private InProcessTestCluster cluster = null!;
    private DirectoryBlobStore blobs = null!;

    public async ValueTask InitializeAsync()
    {
        blobs = new DirectoryBlobStore(Options.Create(new DirectoryBlobStoreOptions { RootPath = folder.Path }), NullLogger<DirectoryBlobStore>.Instance);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorageAsDefault().Services.AddSingleton(TimeProvider.System);
            silo.Services.Configure<FeatureSharingOptions>(o => o.FeatureClaimSeconds = 1);
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Sessions_that_start_together_compute_each_block_once_and_have_the_same_rows()
    {
        var computed = new List<string>();
        float[][] features = await Task.WhenAll(Enumerable.Range(0, 3).Select(session => FillAsync($"session-{session}", computed)));
        Assert.Equal(Blocks, computed.Count);
        Assert.Equal(Blocks, computed.Distinct().Count());
        Assert.All(features, rows => Assert.Equal(Expected(), rows));
    }

    [Fact]
    public async Task Damaged_rows_are_computed_anew_and_kept()
    {
        await FillAsync("first", []);
        string damaged = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).First();
        byte[] bytes = await File.ReadAllBytesAsync(damaged);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes);
        File.Delete(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Last());

        var computed = new List<string>();
        Assert.Equal(Expected(), await FillAsync("second", computed));
        Assert.Equal(2, computed.Count);
    }

    [Fact]
    public async Task A_session_that_fails_gives_its_blocks_back_at_once()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Shared("fails").FillAsync(
            BlocksOf(new float[Blocks * 2]), (_, _, _) => throw new InvalidOperationException(), _ => Task.CompletedTask, CancellationToken.None));
        Assert.True((await cluster.Client.GetGrain<IFeatureBlockGrain>("block-0").Claim("next")).IsGranted);
    }

    [Fact]
    public async Task A_session_that_is_lost_holds_a_block_no_longer_than_its_claim()
    {
        var block = cluster.Client.GetGrain<IFeatureBlockGrain>("lost");
        Assert.True((await block.Claim("lost")).IsGranted);
        Assert.False((await block.Claim("other")).IsGranted);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await block.Claim("other")).IsGranted)
        {
            await Task.Delay(50, patience.Token);
        }

        Assert.False((await block.Claim("lost")).IsGranted);
    }

    [Fact]
    public async Task Whoever_has_waited_long_enough_computes_by_itself()
    {
        var held = cluster.Client.GetGrain<IFeatureBlockGrain>("block-0");
        using var stop = new CancellationTokenSource();
        var holding = HoldAsync(held, stop.Token);
        var computed = new List<string>();
        Assert.Equal(Expected(), await FillAsync("impatient", computed, waitSeconds: 1));
        Assert.Contains("block-0", computed);
        await stop.CancelAsync();
        await holding;
    }

    [Fact]
    public async Task The_first_rows_stay_the_rows()
    {
        var block = cluster.Client.GetGrain<IFeatureBlockGrain>("twice");
        var first = new BlobRef(new string('a', 64), 4);
        await block.Publish(first);
        await block.Publish(new BlobRef(new string('b', 64), 4));
        Assert.Equal(new FeatureBlockClaim(first, IsGranted: false), await block.Claim("any"));
        await block.Forget(new BlobRef(new string('b', 64), 4));
        Assert.Equal(first, (await block.Claim("any")).Rows);
        await block.Forget(first);
        Assert.Equal(new FeatureBlockClaim(null, IsGranted: true), await block.Claim("any"));
    }

    [Theory]
    [InlineData(1 << 18, true)]
    [InlineData((1 << 18) + 1, false)]
    public void Sets_above_the_limit_are_not_shared(long values, bool isShared) =>
        Assert.Equal(isShared, new SharedFeatures(cluster.Client, blobs, new FeatureSharingOptions { SharedFeaturesMiB = 1 }, "s", TimeProvider.System, NullLogger.Instance).HasRoomFor(values));

    private static async Task HoldAsync(IFeatureBlockGrain block, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await block.Claim("holder");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static float[] Expected() => [.. Enumerable.Range(0, Blocks).SelectMany(b => new[] { b + 0.5f, -b })];

    private static IEnumerable<FeatureBlock> BlocksOf(float[] features) =>
        Enumerable.Range(0, Blocks).Select(b => new FeatureBlock($"block-{b}", [b, b + 100], features.AsMemory(b * 2, 2)));

    private SharedFeatures Shared(string claimant, int waitSeconds = 600) =>
        new(cluster.Client, blobs, new FeatureSharingOptions { FeatureWaitSeconds = waitSeconds }, claimant, TimeProvider.System, NullLogger.Instance);

    private async Task<float[]> FillAsync(string claimant, List<string> computed, int waitSeconds = 600)
    {
        float[] features = new float[Blocks * 2];
        await Shared(claimant, waitSeconds).FillAsync(
            BlocksOf(features),
            async (block, batchDone, token) =>
            {
                lock (computed)
                {
                    computed.Add(block.Key);
                }

                await Task.Delay(5, token);
                Expected().AsSpan(block.Photos[0] * 2, 2).CopyTo(block.Rows.Span);
                await batchDone();
            },
            _ => Task.CompletedTask,
            CancellationToken.None);
        return features;
    }
}
