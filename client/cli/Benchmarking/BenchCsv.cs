using System.Globalization;
using BirdGrid.Client.Load;
using Grpc.Core;

namespace BirdGrid.Cli.Benchmarking;

/// <summary>Loads as comma-separated values: a row for each, milliseconds, empty where there is nothing to tell.</summary>
internal static class BenchCsv
{
    private static readonly string[] Stages = [.. Enum.GetNames<ServerStage>().Select(n => n.ToLowerInvariant())];
    private static readonly (string Name, Func<LatencyFigures, double?> Of)[] Figures =
        [("mean", f => f.Mean), ("p50", f => f.P50), ("p90", f => f.P90), ("p95", f => f.P95), ("p99", f => f.P99), ("max", f => f.Max)];

    /// <summary>Writes the header and a row for each load.</summary>
    public static void Write(TextWriter writer, IEnumerable<BenchLoad> loads)
    {
        writer.Write(Line(["loop", "concurrency", "rate", "arrivals", "stable", "windows", "seconds", "requests_per_second", "images_per_second",
            .. Names("latency"), "refusal_p99_ms", "lateness_p99_ms", .. Stages.SelectMany(Names), "mean_batch", "ok", "rejected", "deadline", "failed", "unsent", "client_cpu_ms"]));
        foreach (var load in loads)
        {
            writer.Write(Line([load.Loop, load.Concurrency, load.Rate, load.Arrivals, load.Stable ? "true" : "false", load.Windows, load.Seconds, load.RequestsPerSecond, load.ImagesPerSecond,
                .. Values(load.LatencyMs), load.RefusalLatencyMs.P99, load.LatenessMs.P99, .. Stages.SelectMany(s => Values(load.StagesMs.GetValueOrDefault(s))), load.MeanBatchSize,
                Count(load, StatusCode.OK), Count(load, StatusCode.ResourceExhausted), Count(load, StatusCode.DeadlineExceeded), Failed(load), load.Unsent, load.ClientCpuMsPerAnswer]));
        }
    }

    private static IEnumerable<object?> Names(string of) => Figures.Select(f => $"{of}_{f.Name}_ms");

    private static IEnumerable<object?> Values(LatencyFigures? figures) => Figures.Select(f => figures is null ? null : (object?)f.Of(figures));

    private static long Count(BenchLoad load, StatusCode code) => load.Answers.GetValueOrDefault(code.ToString());

    private static long Failed(BenchLoad load) =>
        load.Answers.Values.Sum() - Count(load, StatusCode.OK) - Count(load, StatusCode.ResourceExhausted) - Count(load, StatusCode.DeadlineExceeded);

    // RFC 4180 ends lines with CR LF; no value holds a comma or a quote.
    private static string Line(IEnumerable<object?> values) => string.Join(',', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))) + "\r\n";
}
