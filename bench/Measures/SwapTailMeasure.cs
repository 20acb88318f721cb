using BirdGrid.Bench.Serving;
using BirdGrid.Client.Load;
using BirdGrid.V1;

namespace BirdGrid.Bench.Measures;

/// <summary>Callers at half of what the silo can do, while other versions load, warm up and become the champion.</summary>
internal sealed class SwapTailMeasure : IMeasure
{
    private const int Swaps = 8;

    /// <inheritdoc/>
    public string Name => "swap-p99-ratio";

    /// <inheritdoc/>
    public string Description => "p99 latency while another version loads, warms up and is promoted, by the p99 before, at half of the capacity; one core, MobileNetV2, JPEG in";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await using var bench = await ServingBench.StartAsync("mobilenet_v2", cancellationToken, versions: Swaps + 2);
        var target = bench.PhotoTarget();
        await ServingBench.SendAsync(target, new ClosedLoop(16), TimeSpan.FromSeconds(10), cancellationToken);
        double capacity = (await ServingBench.SendAsync(target, new ClosedLoop(16), TimeSpan.FromSeconds(10), cancellationToken)).Throughput;

        // The first swap of a process also compiles the code that swaps.
        await PromoteAsync(bench, 2, cancellationToken);
        var before = new List<LoadWindow>();
        var during = new List<LoadWindow>();
        await using var run = LoadRun.Start(target, new OpenLoop(capacity / 2) { Arrivals = ArrivalProcess.Poisson, Seed = 1 });
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        run.Cut();
        for (int swap = 0; swap < Swaps; swap++)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
            before.Add(run.Cut());
            await PromoteAsync(bench, swap + 3, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            during.Add(run.Cut());
            notes.WriteLine(FormattableString.Invariant($"swap {swap + 1}: p99 before {before[^1].Latency.PercentileMs(99):F1} ms, during {during[^1].Latency.PercentileMs(99):F1} ms of {during[^1].Duration.TotalSeconds:F1} s"));

            // What is watched after a promotion stays in memory: its end is not to fall into the next window.
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            run.Cut();
        }

        var (calm, swapping) = (LoadWindow.Merge(before), LoadWindow.Merge(during));
        notes.WriteLine(FormattableString.Invariant($"capacity {capacity:F1}/s, sent {capacity / 2:F1}/s; before: {calm.Answers} answers, p50 {calm.Latency.PercentileMs(50):F1} p95 {calm.Latency.PercentileMs(95):F1} p99 {calm.Latency.PercentileMs(99):F1} ms; during: {swapping.Answers} answers, p50 {swapping.Latency.PercentileMs(50):F1} p95 {swapping.Latency.PercentileMs(95):F1} p99 {swapping.Latency.PercentileMs(99):F1} ms; failed {calm.Answers - calm.Ok + swapping.Answers - swapping.Ok}"));
        return swapping.Latency.PercentileMs(99) / calm.Latency.PercentileMs(99);
    }

    private static Task PromoteAsync(ServingBench bench, int version, CancellationToken cancellationToken) =>
        bench.Client.Models.PromoteAsync(new PromoteRequest { Model = "birds", Version = version, Who = "bench" }, cancellationToken);
}
