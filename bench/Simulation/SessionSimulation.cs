using System.Diagnostics;
using System.Globalization;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Training;

namespace BirdGrid.Bench.Simulation;

/// <summary>Many sessions at the same time, from start to published version.</summary>
internal sealed class SessionSimulation(SimulatedGrid grid, SimulationOptions options, SimulatedDevices devices, TextWriter notes)
{
    private const int StartsAtATime = 64;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    private readonly string[] ids = [.. Enumerable.Range(0, options.Sessions).Select(i => i.ToString("ts-00000", CultureInfo.InvariantCulture))];
    private int late;

    /// <summary>Runs them; writes what it took.</summary>
    /// <returns>Sessions that ended with a published version, every epoch once.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await ManifestSimulation.FreezeAsync(grid, "small", options.SessionPhotos, classes: 4, cancellationToken);
        using var meters = new GridMeters();
        using var peak = new PeakMemory();
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, ids.Length), new ParallelOptions { MaxDegreeOfParallelism = StartsAtATime, CancellationToken = cancellationToken }, async (i, _) =>
            await StartAsync(i));
        double startSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var probe = ProbeAsync(probing.Token);
        var sessions = await WaitAsync(cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await probing.CancelAsync();
        var latencies = await probe;

        int completed = sessions.Count(s => s.State == TrainingState.Completed && s.Epochs.Select(e => e.Epoch).SequenceEqual(Enumerable.Range(1, options.Epochs)));
        int published = await PublishedAsync();
        int listed = (await grid.Grains.GetGrain<ICatalogGrain>(CatalogKinds.Sessions).List()).Count;
        ManifestSimulation.Write(notes, $"sessions: {ids.Length} accepted in {startSeconds:0.0} s, {late} answers late; {completed} completed with every epoch once, {published} versions published, {listed} listed; at most {devices.MostRunning} trained at the same time; {sessions.Sum(s => s.Fence)} trainers started; {seconds:0} s in all");
        WriteMessages(meters, seconds);
        ManifestSimulation.Write(notes, $"memory: peak {peak.ManagedMiB:0} MiB managed, {peak.ResidentMiB:0} MiB resident, {grid.Silos.Count} silos in one process");
        ManifestSimulation.Write(notes, $"Get of a session while all ran: {latencies.Count} calls, p50 {At(latencies, 0.5):0.0} ms, p99 {At(latencies, 0.99):0.0} ms, most {latencies[^1]:0} ms");
        foreach (var failed in sessions.Where(s => s.State != TrainingState.Completed).Take(5))
        {
            ManifestSimulation.Write(notes, $"not completed: {failed.Id} {failed.State} {failed.Message}");
        }

        return Math.Min(completed, published);
    }

    private void WriteMessages(GridMeters meters, double seconds)
    {
        const string Sent = "orleans-messaging-sent-messages-size";
        const string Writes = "orleans-storage-write-latency";
        const string Calls = "orleans-app-requests-latency";
        ManifestSimulation.Write(notes, $"grain calls: {meters.CountOf(Calls):N0}, {meters.CountOf(Calls) / seconds:N0}/s");
        ManifestSimulation.Write(notes, $"messages between silos: {meters.CountOf(Sent):N0}, {meters.CountOf(Sent) / seconds:N0}/s, {meters.TotalOf(Sent) / seconds / 1e6:0.0} MB/s; device steps {devices.Steps / seconds:N0}/s");
        ManifestSimulation.Write(notes, $"state writes: {meters.CountOf(Writes):N0}, {meters.CountOf(Writes) / seconds:N0}/s, {meters.TotalOf(Writes) / Math.Max(1, meters.CountOf(Writes)):0.00} ms on average");
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];

    private ITrainingSessionGrain Session(string id) => grid.Grains.GetGrain<ITrainingSessionGrain>(id);

    // As a client does: an answer that is late is asked for again, and a session that has been accepted is accepted once.
    private async Task StartAsync(int number)
    {
        while (true)
        {
            try
            {
                await Session(ids[number]).Start(ManifestSimulation.Spec("small", options, number));
                return;
            }
            catch (TimeoutException)
            {
                Interlocked.Increment(ref late);
            }
        }
    }

    private async Task<List<double>> ProbeAsync(CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        var random = new Random(1);
        while (!cancellationToken.IsCancellationRequested)
        {
            long asked = Stopwatch.GetTimestamp();
            await Session(ids[random.Next(ids.Length)]).Get();
            latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            await Task.Delay(ProbeInterval, CancellationToken.None);
        }

        latencies.Sort();
        return latencies;
    }

    private async Task<TrainingSession[]> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var sessions = await Task.WhenAll(ids.Select(id => Session(id).Get()));
            if (sessions.All(s => s.HasEnded))
            {
                return sessions;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private async Task<int> PublishedAsync()
    {
        var models = ids.Select((_, i) => ManifestSimulation.Spec("small", options, i).Model).Distinct();
        var histories = await Task.WhenAll(models.Select(model => grid.Grains.GetGrain<IModelGrain>(model).GetHistory()));
        return histories.SelectMany(h => h.Versions).Select(v => v.Lineage.SessionId).Distinct().Count();
    }
}
