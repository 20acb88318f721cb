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
    private const int Epochs = 12;

    // A trainer ends after 30 seconds of silence, and calls wait for 30 seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    // A silo reads who is a member once a minute, and ends when it finds itself among the dead.
    private static readonly TimeSpan TimeForLateReports = TimeSpan.FromMinutes(2);

    private readonly NetworkNamespace network;
    private readonly TextWriter notes;
    private readonly PersistentClient client;
    private readonly GridWork work;
    private bool isResumed;

    private Partition(GridCluster grid, NetworkNamespace network, BirdGridClient connection, TextWriter notes)
    {
        (this.network, this.notes) = (network, notes);
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
        await grid.AddAsync("gpu", [Advertise(network.OutsideAddress), Probes, "BirdGrid:Device:TrainingSlots=2"]);
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

        // Two sessions, so that one of them is on the silo that will be cut off; the other silo has room for both.
        string[] ids = [(await work.StartAsync("first")).Id, (await work.StartAsync("second")).Id];
        var before = await WaitForAsync(ids, s => s.Epochs.Count >= 2);
        network.Cut();
        long cut = Stopwatch.GetTimestamp();
        Note(cut, $"the cable is pulled in the epochs {string.Join(" and ", before.Select(s => s.Progress.Epoch))}");

        var ended = await WaitForAsync(ids, s =>
        {
            ResumedAt(cut, s);
            return s.State == TrainingState.Completed;
        });
        Note(cut, $"both sessions have ended, with the fences {string.Join(" and ", ended.Select(s => s.Fence))}");

        bool stopped = await WaitAsync(() => !trainer.IsAlive || trainer.Errors.Contains("because the grid did not answer", StringComparison.Ordinal), LongestSilence);
        Note(cut, $"the cut-off trainer {(stopped ? "has stopped" : "trains on")}, its silo {(trainer.IsAlive ? "lives" : "has ended")}");
        network.Heal();
        await WaitAsync(() => !trainer.IsAlive, TimeForLateReports);
        Note(cut, $"after healing the silo {(trainer.IsAlive ? "lives" : $"has ended with code {trainer.ExitCode}")}");
        var after = await WaitForAsync(ids, _ => true);
        var history = await client.CallAsync(c => c.Models.GetHistoryAsync(GridWork.Model));
        return new PartitionReport(undisturbed, ended, after, [.. history.Versions], stopped, trainer.IsAlive ? null : trainer.ExitCode);
    }

    private void ResumedAt(long cut, TrainingSession session)
    {
        if (session.Fence > 1 && session.State == TrainingState.Training && !isResumed)
        {
            isResumed = true;
            Note(cut, $"another silo trains the session, from epoch {session.Epochs.Count + 1} on");
        }
    }

    private async Task<IReadOnlyList<TrainingSession>> WaitForAsync(IReadOnlyList<string> ids, Predicate<TrainingSession> condition)
    {
        while (true)
        {
            var now = await Task.WhenAll(ids.Select(id => client.CallAsync(c => c.Training.GetAsync(id))));
            if (now.All(s => condition(s)))
            {
                return now;
            }

            if (now.FirstOrDefault(s => s.State is TrainingState.Failed or TrainingState.Cancelled) is { } lost)
            {
                throw new InvalidOperationException($"Session {lost.Id} is {lost.State}: {lost.Message}");
            }

            await Task.Delay(100);
        }
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
