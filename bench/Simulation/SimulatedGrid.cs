using BirdGrid.Bench.Support;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Training;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RedisServer = BirdGrid.Grid.Tests.Support.RedisServer;

namespace BirdGrid.Bench.Simulation;

/// <summary>
/// A grid of whole silos in this process that speak over TCP, with a real Redis for membership, state and reminders and one folder of blobs.
/// Only the devices and the photos are not real.
/// </summary>
internal sealed class SimulatedGrid : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<RunningSilo> silos = [];
    private RedisServer? redis;

    /// <summary>The silos.</summary>
    public IReadOnlyList<RunningSilo> Silos => silos;

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => Get<IGrainFactory>(0);

    /// <summary>Starts a grid.</summary>
    public static async Task<SimulatedGrid> StartAsync(SimulationOptions options, SimulatedDevices devices, CancellationToken cancellationToken)
    {
        var grid = new SimulatedGrid();
        grid.redis = await RedisServer.StartAsync(Path.Combine(grid.folder.Path, "redis"));
        foreach (string role in Enumerable.Repeat("gpu", options.GpuSilos).Concat(Enumerable.Repeat("cpu", options.GpuSilos)))
        {
            grid.silos.Add(await RunningSilo.StartAsync(grid.StartOf(role, options), services => Replace(services, devices), cancellationToken));
        }

        return grid;
    }

    /// <summary>A service of a silo.</summary>
    public T Get<T>(int silo)
        where T : notnull => silos[silo].Services.GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        if (redis is not null)
        {
            await redis.DisposeAsync();
        }

        folder.Dispose();
    }

    private static void Replace(IServiceCollection services, SimulatedDevices devices)
    {
        services.AddSingleton(devices);
        services.AddSingleton<ISessionRunFactory, SimulatedRunFactory>();
        services.Replace(ServiceDescriptor.Singleton<IBlobStore>(provider => new SyntheticRenditions(ActivatorUtilities.CreateInstance<DirectoryBlobStore>(provider))));
    }

    private SiloStartOptions StartOf(string role, SimulationOptions options) => new()
    {
        DataDirectory = Path.Combine(folder.Path, $"silo-{silos.Count}"),
        Url = "http://127.0.0.1:0",
        Role = role,
        Device = "cpu",
        Quiet = true,
        Settings =
        [
            "BirdGrid:Cluster:Provider=Redis",
            $"BirdGrid:Cluster:Redis={redis!.Endpoint}",
            $"BirdGrid:Blobs:Directory={Path.Combine(folder.Path, "blobs")}",
            $"BirdGrid:Device:TrainingSlots={(options.Sessions + options.GpuSilos - 1) / options.GpuSilos}",
        ],
    };
}
