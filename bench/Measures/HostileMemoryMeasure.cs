using BirdGrid.Bench.Hostile;
using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Client;
using BirdGrid.Client.Load;
using FreePorts = BirdGrid.Grid.Tests.Support.FreePorts;

namespace BirdGrid.Bench.Measures;

/// <summary>What a silo's memory rises by while hostile requests come 20 at a time, beside 16 callers who want photos classified.</summary>
internal sealed class HostileMemoryMeasure : IMeasure
{
    private const int Callers = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "hostile-memory";

    /// <inheritdoc/>
    public string Description => "Largest rise of a silo's resident memory (MB) by hostile requests, 20 at a time, above 16 callers alone (what is left after 60 s, and callers' p99, in the notes)";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var models = await ServedModels.PublishAsync([("birds", "mobilenet_v2")], cancellationToken);
        string rest = $"http://127.0.0.1:{FreePorts.Next()}";
        await using var silo = await BenchSilo.StartAsync(models.Path, ["--device", "cpu", "--set", $"BirdGrid:RestUrl={rest}"], cancellationToken);
        using var client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, Attempts = 1 });
        var files = Directory.EnumerateFiles(SharedFolder.Require("photos"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var target = new ClassifyTarget(client, "birds", await LoadPhotos.ReadAsync(files, cancellationToken: cancellationToken));
        var inputs = new HostileInputs(silo.Url, rest, "birds").All().ToList();

        using var sender = HostileSender.Start(silo.Url, rest, "birds");
        await using var run = LoadRun.Start(target, new ClosedLoop(Callers));
        await Task.Delay(WarmUp, cancellationToken);
        run.Cut();
        long ordinary = await PeakAsync(silo, Task.Delay(Calm, cancellationToken), cancellationToken);
        var calm = run.Cut();
        var floods = new List<LoadWindow>();
        double largest = 0;
        foreach (var (index, input) in inputs.Index())
        {
            var flood = sender.SendAsync(index, cancellationToken);
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            double rise = (await PeakAsync(silo, flood, cancellationToken) - ordinary) / 1e6;
            floods.Add(run.Cut());
            largest = Math.Max(largest, rise);
            notes.WriteLine(FormattableString.Invariant($"{input.Name}: {rise:+0;-0} MB, {System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, callers' p99 {floods[^1].Latency.PercentileMs(99):F0} ms; {await flood}"));
        }

        await Task.Delay(After, cancellationToken);
        double left = (silo.ResidentBytes - ordinary) / 1e6;
        var beside = LoadWindow.Merge(floods);
        notes.WriteLine(FormattableString.Invariant($"ordinary {ordinary / 1e6:F0} MB; {After.TotalSeconds:F0} s after: {left:+0;-0} MB"));
        notes.WriteLine(FormattableString.Invariant($"callers alone: {calm.Answers} answers, p99 {calm.Latency.PercentileMs(99):F1} ms, {calm.Answers - calm.Ok} not answered; beside: {beside.Answers}, p99 {beside.Latency.PercentileMs(99):F1} ms ({beside.Latency.PercentileMs(99) / calm.Latency.PercentileMs(99):F2} times), {beside.Answers - beside.Ok} not answered"));
        return largest;
    }

    private static async Task<long> PeakAsync(BenchSilo silo, Task meanwhile, CancellationToken cancellationToken)
    {
        long peak = silo.ResidentBytes;
        while (await Task.WhenAny(meanwhile, Task.Delay(Look, cancellationToken)) != meanwhile)
        {
            peak = Math.Max(peak, silo.ResidentBytes);
        }

        return Math.Max(peak, silo.ResidentBytes);
    }
}
