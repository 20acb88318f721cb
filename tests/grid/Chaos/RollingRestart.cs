using System.Diagnostics;
using BirdGrid.Client;
using BirdGrid.Grid.Tests.Support;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>Restarts every silo of a grid, one after another, by SIGTERM, while clients classify.</summary>
internal sealed class RollingRestart
{
    private const int Epochs = 1;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private readonly GridCluster grid;
    private readonly IReadOnlyList<byte[]> photos;

    private RollingRestart(GridCluster grid, IReadOnlyList<byte[]> photos) => (this.grid, this.photos) = (grid, photos);

    /// <summary>Goes through one round.</summary>
    /// <param name="silos">Silos.</param>
    /// <param name="clients">Clients at the same time.</param>
    /// <param name="shareOfCapacity">Load, as a share of what the clients reach when none of them pauses.</param>
    /// <param name="quiet">How long the load lasts before and after the restarts; also how long the capacity is measured.</param>
    /// <param name="drainSeconds">The silos' BirdGrid:DrainSeconds.</param>
    public static async Task<RollingRestartReport> RunAsync(int silos, int clients, double shareOfCapacity, TimeSpan quiet, double drainSeconds)
    {
        await using var grid = await GridCluster.StartRedisAsync();
        for (int silo = 0; silo < silos; silo++)
        {
            await grid.AddAsync("all", [$"BirdGrid:DrainSeconds={drainSeconds}", "BirdGrid:Cluster:ProbeTimeoutSeconds=1"]);
        }

        using var connection = new BirdGridClient(new BirdGridClientOptions { Address = grid.Addresses });
        var work = new GridWork(new PersistentClient(connection), grid.PathOf("birds"), Epochs);
        await work.ImportAsync(GridWork.Dataset);
        await work.WaitForEndAsync((await work.StartAsync("served")).Id, _ => { });
        return await new RollingRestart(grid, work.Photos).RunAsync(clients, shareOfCapacity, quiet);
    }

    private async Task<RollingRestartReport> RunAsync(int clients, double shareOfCapacity, TimeSpan quiet)
    {
        double capacity = await MeasureCapacityAsync(clients, quiet);
        await using var load = new ClassificationLoad(grid.Addresses, photos, clients, TimeSpan.FromSeconds(clients / (shareOfCapacity * capacity)));
        await Task.Delay(WarmUp);
        long begin = Stopwatch.GetTimestamp();
        await Task.Delay(quiet);
        long restart = Stopwatch.GetTimestamp();
        foreach (var silo in grid.Silos)
        {
            await silo.StopAsync();
            await silo.StartAsync();
        }

        long restarted = Stopwatch.GetTimestamp();
        await Task.Delay(quiet);
        long end = Stopwatch.GetTimestamp();
        return new RollingRestartReport(
            capacity,
            LoadFigures.Of(load.Answers, begin, restart),
            LoadFigures.Of(load.Answers, restart, restarted),
            LoadFigures.Of(load.Answers, restarted, end));
    }

    private async Task<double> MeasureCapacityAsync(int clients, TimeSpan duration)
    {
        await using var load = new ClassificationLoad(grid.Addresses, photos, clients, TimeSpan.Zero);
        await Task.Delay(WarmUp);
        long started = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        return LoadFigures.Of(load.Answers, started, Stopwatch.GetTimestamp()).PerSecond;
    }
}
