using BirdGrid.Bench.Serving;
using BirdGrid.Client.Load;

namespace BirdGrid.Bench.Measures;

/// <summary>Three times as many requests as can be answered, for a minute.</summary>
internal sealed class OverloadMeasure : IMeasure
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "overload-goodput";

    /// <inheritdoc/>
    public string Description => "Requests answered a second at three times the capacity, by the capacity; one core, MobileNetV2, JPEG in (refusals, memory, recovery in the notes)";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await using var bench = await ServingBench.StartAsync("mobilenet_v2", cancellationToken);
        var target = bench.PhotoTarget();
        await ServingBench.SendAsync(target, new ClosedLoop(16), TimeSpan.FromSeconds(10), cancellationToken);
        double capacity = (await ServingBench.SendAsync(target, new ClosedLoop(16), TimeSpan.FromSeconds(15), cancellationToken)).Throughput;
        var calm = await ServingBench.SendAsync(target, new OpenLoop(0.3 * capacity) { Arrivals = ArrivalProcess.Poisson, Seed = 1 }, TimeSpan.FromSeconds(10), cancellationToken);
        var overload = new OpenLoop(3 * capacity) { Arrivals = ArrivalProcess.Poisson, Seed = 2, MaximumOutstanding = 4096 };
        var run = LoadRun.Start(target, overload);
        await Task.Delay(Minute / 6, cancellationToken);
        long early = bench.Silo.ResidentBytes;
        await Task.Delay(Minute * 5 / 6, cancellationToken);
        var window = run.Cut();
        long late = bench.Silo.ResidentBytes;

        // One second after the last request of the overload was sent, callers are to find nothing left of it.
        var ending = run.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        var after = await ServingBench.SendAsync(target, new OpenLoop(0.3 * capacity) { Arrivals = ArrivalProcess.Poisson, Seed = 3 }, TimeSpan.FromSeconds(10), cancellationToken);
        await ending;
        notes.WriteLine(FormattableString.Invariant($"calm before: p50 {calm.Latency.PercentileMs(50):F1} p99 {calm.Latency.PercentileMs(99):F1} ms; from one second after: p50 {after.Latency.PercentileMs(50):F1} p99 {after.Latency.PercentileMs(99):F1} ms, {after.Answers - after.Ok} of {after.Answers} not answered"));

        notes.WriteLine(FormattableString.Invariant($"capacity {capacity:F1}/s; offered {3 * capacity:F1}/s for 60 s: answered {window.Throughput:F1}/s, refused {window.Rejected} (p50 {window.RefusalLatency.PercentileMs(50):F1} p99 {window.RefusalLatency.PercentileMs(99):F1} max {window.RefusalLatency.MaxMs:F1} ms), failed {window.Failed}, unsent {window.Unsent}; answers p99 {window.Latency.PercentileMs(99):F0} ms"));
        notes.WriteLine(FormattableString.Invariant($"memory of the silo: {early / 1e6:F0} MB after 10 s, {late / 1e6:F0} MB after 60 s ({100.0 * (late - early) / early:+0.0;-0.0} %)"));
        return window.Throughput / capacity;
    }
}
