using System.Diagnostics;
using System.Globalization;
using BirdGrid.Client;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>
/// A trainer's silo in a network namespace loses the rest of the grid, Redis and its session in mid-training, while its process lives on and still
/// sees the blobs.
/// </summary>
internal sealed class Partition
{
    private const int Epochs = 6;

    // A silo that hears nothing ends its trainer after 30 seconds of silence, and calls wait for 30 seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TimeForLateReports = TimeSpan.FromSeconds(20);

    private readonly GridCluster grid;
    private readonly NetworkNamespace network;
    private readonly TextWriter notes;
    private readonly PersistentClient client;
    private readonly GridWork work;

    private Partition(GridCluster grid, NetworkNamespace network, BirdGridClient connection, TextWriter notes)
    {
        (this.grid, this.network, this.notes) = (grid, network, notes);
        client = new PersistentClient(connection);
        work = new GridWork(client, grid.PathOf("birds"), Epochs);
    }

    /// <summary>Starts a grid across the namespace's cable, trains, pulls the cable, waits, and plugs it in again.</summary>
    /// <param name="network">The namespace.</param>
    /// <param name="notes">Takes what happened when.</param>
    public static async Task<PartitionReport> RunAsync(NetworkNamespace network, TextWriter notes)
    {
        await using var grid = await GridCluster.StartRedisAsync(network.OutsideAddress);
        await grid.AddAsync("cpu,gateway", [Advertise(network.OutsideAddress), Probes]);
        var trainer = await grid.AddAsync("gpu", [Advertise(network.InsideAddress), Probes], network.CommandPrefix);
        using var connection = new BirdGridClient(new BirdGridClientOptions { Address = grid.Silos[0].Url });
        return await new Partition(grid, network, connection, notes).RunAsync(trainer);
    }

    private static string Probes => "BirdGrid:Cluster:ProbeTimeoutSeconds=1";

    private static string Advertise(string address) => $"BirdGrid:Cluster:AdvertisedAddress={address}";

    private async Task<PartitionReport> RunAsync(SiloProcess trainer)
    {
        await work.ImportAsync(GridWork.Dataset);
        var undisturbed = await work.WaitForEndAsync((await work.StartAsync("undisturbed")).Id, _ => { });

        var id = (await work.StartAsync("cut-off")).Id;
        var before = await WaitForAsync(id, s => s.Epochs.Count >= 2);
        await grid.AddAsync("gpu", [Advertise(network.OutsideAddress), Probes]);
        before = await client.CallAsync(c => c.Training.GetAsync(id));
        network.Cut();
        long cut = Stopwatch.GetTimestamp();
        Note(cut, $"the cable is pulled in epoch {before.Progress?.Epoch}, fence {before.Fence}");

        await WaitForAsync(id, s => s.Fence > before.Fence && s.State != TrainingState.Queued);
        Note(cut, "another silo has the session");
        var ended = await WaitForAsync(id, s => s.State == TrainingState.Completed);
        Note(cut, $"the session has ended with fence {ended.Fence}");

        bool stopped = await WaitAsync(() => !trainer.IsAlive || trainer.Errors.Contains("because the grid did not answer", StringComparison.Ordinal), LongestSilence);
        Note(cut, $"the cut-off trainer {(stopped ? "has stopped" : "trains on")}, its silo {(trainer.IsAlive ? "lives" : "has ended")}");
        network.Heal();
        await WaitAsync(() => !trainer.IsAlive, TimeForLateReports);
        Note(cut, $"after healing the silo {(trainer.IsAlive ? "lives" : $"has ended with code {trainer.ExitCode}")}");
        var after = await client.CallAsync(c => c.Training.GetAsync(id));
        var history = await client.CallAsync(c => c.Models.GetHistoryAsync(GridWork.Model));
        return new PartitionReport(undisturbed, ended, before.Fence, after, [.. history.Versions], stopped, trainer.IsAlive ? null : trainer.ExitCode);
    }

    private async Task<TrainingSession> WaitForAsync(string id, Predicate<TrainingSession> condition)
    {
        TrainingSession now;
        while (!condition(now = await client.CallAsync(c => c.Training.GetAsync(id))))
        {
            if (now.State is TrainingState.Failed or TrainingState.Cancelled or TrainingState.Completed)
            {
                throw new InvalidOperationException($"The session has ended too early: {now.State} {now.Message}");
            }

            await Task.Delay(100);
        }

        return now;
    }

    private static async Task<bool> WaitAsync(Func<bool> condition, TimeSpan patience)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(started) < patience)
        {
            await Task.Delay(200);
        }

        return condition();
    }

    private void Note(long cut, string what) =>
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(cut).TotalSeconds:0.0} s: {what}"));
}
