using System.Globalization;
using BirdGrid.Cli.Serving;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>Versions and how they do, in the terminal.</summary>
internal static class ServingView
{
    /// <summary>Who is looked at, when, and the sum of all versions.</summary>
    public static IRenderable Heading(string server, DateTime when, IReadOnlyCollection<VersionRates> versions) => new Markup(string.Create(
        CultureInfo.InvariantCulture,
        $"[bold]{server.ToMarkup()}[/]  [grey]{when:HH:mm:ss} UTC[/]  {versions.Sum(v => v.ImagesPerSecond):0.#} images/s, {versions.Sum(v => v.QueueLength)} waiting, {versions.Sum(v => v.RejectionsPerSecond.Values.Sum()):0.#} refused/s, {Memory(versions.Sum(v => v.MemoryBytes))}"));

    /// <summary>A row for each version.</summary>
    public static Table Table(IEnumerable<VersionRates> versions)
    {
        var table = Tables.New("Version", "State", "#Traffic", "#images/s", "#Batch", "#Waiting", "#ms", "Refused/s", "#Memory")
            .Caption("[grey]ms: mean of a request, then queue + assembly + compute + respond[/]");
        table.Columns[0].NoWrap();
        foreach (var version in versions)
        {
            table.AddRow(
                Lines($"[bold]{version.Model.ToMarkup()}@{version.Version}[/]", [.. version.Aliases]),
                Lines(State(version), version.Reason, string.Join(", ", version.Engines), version.Replicas > 1 ? $"{version.ReadyReplicas} of {version.Replicas} replicas ready" : string.Empty),
                string.Create(CultureInfo.InvariantCulture, $"{version.TrafficPercent:0.#} %"),
                Lines($"[bold]{Rate(version.ImagesPerSecond)}[/]", $"{Rate(version.RequestsPerSecond)} req", version.FailuresPerSecond > 0 ? $"{Rate(version.FailuresPerSecond)} failed" : string.Empty),
                BenchView.Number(version.MeanBatchSize),
                version.QueueLength.ToString(CultureInfo.InvariantCulture),
                version.MeanMs is null
                    ? "-"
                    : Lines($"{BenchView.Number(version.MeanMs)}", $"{BenchView.Number(version.QueueMs)} + {BenchView.Number(version.AssemblyMs)} + {BenchView.Number(version.ComputeMs)} + {BenchView.Number(version.RespondMs)}"),
                string.Join('\n', version.RejectionsPerSecond.Select(r => $"[gold1]{Rate(r.Value)} {r.Key.ToMarkup()}[/]").DefaultIfEmpty("-")),
                Memory(version.MemoryBytes));
        }

        return table;
    }

    private static string State(VersionRates version)
    {
        string colour = version.State switch
        {
            "ready" => "springgreen2",
            "failed" => "red",
            "unloaded" => "grey",
            _ => "gold1",
        };
        string since = version.SecondsInState is { } seconds ? $" [grey]{Words.Duration(seconds)}[/]" : string.Empty;
        return $"[{colour}]{version.State}[/]{since}";
    }

    private static string Lines(string first, params string[] below) =>
        string.Join('\n', below.Where(l => l.Length > 0).Select(l => $"[grey]{l.ToMarkup()}[/]").Prepend(first));

    private static string Rate(double perSecond) => perSecond == 0 ? "0" : BenchView.Number(perSecond);

    private static string Memory(long bytes) =>
        bytes == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB");
}
