using System.Globalization;
using BirdGrid.Grains.Devices.Pool;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Devices.Pool;

/// <summary>The pool against a real cluster of one silo with a thousand slots, on a storage that counts writes.</summary>
public sealed class DevicePoolGrainTests : IAsyncLifetime
{
    private const int Slots = 1000;

    private readonly CountingGrainStorage storage = new();
    private InProcessTestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseBirdGridPlacement(new SiloAnnouncement(SiloRole.Gpu, Cores: 1, TrainingSlots: Slots, ComputesOnCpu: false));
            silo.Services.AddGrainStorage("Default", (_, _) => storage).AddSingleton(TimeProvider.System);
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Sessions_that_ask_together_share_writes_and_their_grants_outlive_the_pool()
    {
        var pool = cluster.Client.GetGrain<IDevicePoolGrain>(0);
        var requests = Enumerable.Range(0, Slots).Select(i => new DeviceRequest(i.ToString("ts-0000", CultureInfo.InvariantCulture), Devices: 1, DateTimeOffset.UnixEpoch)).ToList();
        // The first write lasts until all have asked: a fast machine would write for each before the next one comes.
        var written = new TaskCompletionSource();
        storage.Gate = written.Task;
        var asked = requests.Select(pool.Acquire).ToList();
        await pool.Release("nobody");
        written.SetResult();
        var grants = await Task.WhenAll(asked);

        Assert.All(grants, grant => Assert.True(grant.IsGranted));
        Assert.InRange(storage.Writes, 1, Slots / 5);

        int before = storage.Writes;
        await Task.WhenAll(requests.Select(pool.Acquire));
        Assert.Equal(before, storage.Writes);

        await cluster.DeactivateAsync(pool.GetGrainId());
        await cluster.WaitForDeactivationAsync(pool.GetGrainId());
        Assert.False((await pool.Acquire(new DeviceRequest("late", Devices: 1, DateTimeOffset.UnixEpoch))).IsGranted);
    }

    [Fact]
    public async Task A_grant_whose_write_failed_is_not_told()
    {
        var pool = cluster.Client.GetGrain<IDevicePoolGrain>(0);
        var request = new DeviceRequest("ts-1", Devices: 1, DateTimeOffset.UnixEpoch);
        storage.FailNext = 1;
        await Assert.ThrowsAnyAsync<Exception>(() => pool.Acquire(request));
        Assert.True((await pool.Acquire(request)).IsGranted);
        Assert.Equal(1, storage.Writes);
    }
}
