using System.Globalization;
using BirdGrid.Cli.Benchmarking;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>Loads in the terminal.</summary>
internal static class BenchView
{
    private const string Ok = "OK";

    /// <summary>What is asked of whom.</summary>
    public static IRenderable Heading(BenchReport report) => new Markup(string.Create(
        CultureInfo.InvariantCulture,
        $"[bold]{report.Target.ToMarkup()}[/] at {report.Server.ToMarkup()}  [grey]{report.Photos} photos of {report.MeanPhotoBytes / 1024:0} KiB; stable: p{report.Percentile:0.##} and throughput within {report.StabilityPercent:0.##} %[/]"));

    /// <summary>A row for each load.</summary>
    public static Table Loads(IEnumerable<BenchLoad> loads)
    {
        var table = Tables.New("#Load", "#Answers/s", "#p50 ms", "#p90 ms", "#p95 ms", "#p99 ms", "#max ms", "#Batch", "#Refused", "#CPU/answer", "Windows");
        foreach (var load in loads)
        {
            table.AddRow(
                load.Label,
                $"[bold]{Number(load.RequestsPerSecond)}[/]",
                Number(load.LatencyMs.P50),
                Number(load.LatencyMs.P90),
                Number(load.LatencyMs.P95),
                Number(load.LatencyMs.P99),
                Number(load.LatencyMs.Max),
                Number(load.MeanBatchSize),
                Refused(load),
                load.ClientCpuMsPerAnswer is { } cpu ? $"{Number(cpu)} ms" : "-",
                load.Stable ? $"{load.Windows}" : $"[gold1]{load.Windows} unstable[/]");
        }

        return table;
    }

    /// <summary>Stages by load, mean and percentiles; null where no answer told about any.</summary>
    public static Table? Stages(IReadOnlyCollection<BenchLoad> loads)
    {
        string[] stages = [.. loads.SelectMany(l => l.StagesMs.Keys).Distinct()];
        if (stages.Length == 0)
        {
            return null;
        }

        var table = Tables.New(["#Load", .. stages.Select(s => $"#{s}")]).Caption("[grey]milliseconds: p50/p95/p99[/]");
        foreach (var column in table.Columns)
        {
            column.NoWrap();
        }

        foreach (var load in loads)
        {
            table.AddRow([load.Label, .. stages.Select(s => load.StagesMs.TryGetValue(s, out var f) ? $"{Number(f.P50)}/{Number(f.P95)}/{Number(f.P99)}" : "-")]);
        }

        return table;
    }

    /// <summary>What was refused, failed or not sent, by load; nothing where all was well.</summary>
    public static IEnumerable<string> Remarks(IEnumerable<BenchLoad> loads)
    {
        foreach (var load in loads)
        {
            string[] refusals = [.. load.Answers.Where(a => a.Key != Ok).Select(a => $"{a.Value} {a.Key}")];
            if (refusals.Length > 0)
            {
                yield return $"{load.Label}: {string.Join(", ", refusals)}, told after {Number(load.RefusalLatencyMs.P50)} ms (p50), {Number(load.RefusalLatencyMs.P99)} ms (p99)";
            }

            if (load.Unsent > 0)
            {
                yield return $"{load.Label}: {load.Unsent} requests were due and not sent: too many were outstanding";
            }
        }
    }

    /// <summary>Everything.</summary>
    public static void Write(IAnsiConsole console, BenchReport report)
    {
        console.Write(Heading(report));
        console.WriteLine();
        console.Write(Loads(report.Loads));
        if (Stages(report.Loads) is { } stages)
        {
            console.Write(stages);
        }

        foreach (string remark in Remarks(report.Loads))
        {
            console.WriteVisible($"[gold1]{remark}[/]");
        }
    }

    /// <summary>One window as a line.</summary>
    public static string Line(BenchLoad window, int number) =>
        $"load {window.Label}, window {number}: {Number(window.RequestsPerSecond)} answers/s, p50 {Number(window.LatencyMs.P50)} ms, p95 {Number(window.LatencyMs.P95)} ms, p99 {Number(window.LatencyMs.P99)} ms, {Refused(window)} refused";

    /// <summary>Three significant digits; a dash where there is no number.</summary>
    public static string Number(double? value) => value switch
    {
        null => "-",
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Refused(BenchLoad load) => $"{load.Answers.Where(a => a.Key != Ok).Sum(a => a.Value)}";
}
