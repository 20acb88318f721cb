using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Client.Load;

namespace BirdGrid.Bench.Measures;

/// <summary>What a single caller waits for beyond decoding and running: the silo, gRPC both ways, and the client.</summary>
internal sealed class LatencyOverheadMeasure : IMeasure
{
    private const int Rounds = 5;
    private const int Photos = 600;

    /// <inheritdoc/>
    public string Name => "latency-overhead-ms";

    /// <inheritdoc/>
    public string Description => "Milliseconds at p50 that classifying a JPEG over gRPC takes beyond decoding and running it, one caller, MobileNetV2 (p99 in the notes)";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await using var bench = await ServingBench.StartAsync("mobilenet_v2", cancellationToken);
        var target = bench.PhotoTarget();
        await ServingBench.SendAsync(target, new ClosedLoop(1), TimeSpan.FromSeconds(45), cancellationToken);
        PinnedThread.Run(ServingBench.ServerCore, () => bench.Raw.LatenciesMs(bench.Photos, 200));
        var middles = new List<double>();
        var tails = new List<double>();
        for (int round = 1; round <= Rounds; round++)
        {
            var (raw, decode, compute) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
            foreach (var (decodeMs, runMs) in PinnedThread.Run(ServingBench.ServerCore, () => bench.Raw.LatenciesMs(bench.Photos, Photos)))
            {
                raw.Record(decodeMs + runMs);
                decode.Record(decodeMs);
                compute.Record(runMs);
            }

            await using var run = LoadRun.Start(target, new ClosedLoop(1));
            await run.WaitForAnswersAsync(Photos, cancellationToken);
            var served = run.Cut();
            middles.Add(served.Latency.PercentileMs(50) - raw.PercentileMs(50));
            tails.Add(served.Latency.PercentileMs(99) - raw.PercentileMs(99));
            notes.WriteLine(FormattableString.Invariant($"round {round}: raw p50 {raw.PercentileMs(50):F2} p99 {raw.PercentileMs(99):F2} ms, served p50 {served.Latency.PercentileMs(50):F2} p99 {served.Latency.PercentileMs(99):F2} ms; overhead p50 {middles[^1]:F2} p99 {tails[^1]:F2} ms"));
            notes.WriteLine(FormattableString.Invariant($"  p50 of stages: raw decode {decode.PercentileMs(50):F2} run {compute.PercentileMs(50):F2}; served {string.Join(' ', served.Stages.Select(s => FormattableString.Invariant($"{s.Key} {s.Value.PercentileMs(50):F2}")))} ms"));
            notes.WriteLine(FormattableString.Invariant($"  p99 of stages: raw decode {decode.PercentileMs(99):F2} run {compute.PercentileMs(99):F2}; served {string.Join(' ', served.Stages.Select(s => FormattableString.Invariant($"{s.Key} {s.Value.PercentileMs(99):F2}")))} ms"));
        }

        notes.WriteLine(FormattableString.Invariant($"median overhead at p99: {Timing.Median(tails):F2} ms"));
        return Timing.Median(middles);
    }
}
