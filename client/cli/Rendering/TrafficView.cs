using System.Globalization;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A model's versions in memory, and the split of its requests.</summary>
internal static class TrafficView
{
    /// <summary>Writes states, split, and what led to it.</summary>
    public static void Write(ModelServing serving)
    {
        Terminal.Out.Write(States(serving));
        var traffic = serving.Traffic;
        foreach (var outcome in traffic.Outcomes)
        {
            Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"@{outcome.Version}: {outcome.Requests} requests since the split or the last promotion, {outcome.Errors} failed, p50 {outcome.P50Ms:0.0} ms, p95 {outcome.P95Ms:0.0} ms, p99 {outcome.P99Ms:0.0} ms"));
        }

        if (traffic.Agreement is { } agreement)
        {
            double share = agreement.Compared == 0 ? double.NaN : (double)agreement.Agreed / agreement.Compared;
            Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Shadow @{traffic.ShadowVersion}: agrees on {Tables.Percent(share)} of {agreement.Compared} photos; probabilities differ by {agreement.MeanProbabilityDifference:0.000} on average; {agreement.Dropped} copies dropped"));
        }

        foreach (string evidence in traffic.Evidence)
        {
            Terminal.Out.WriteLine($"Judged now: {evidence}");
        }

        foreach (var change in traffic.Changes)
        {
            string why = change.Why.Length > 0 ? $": {change.Why}" : string.Empty;
            string evidence = change.Evidence.Length > 0 ? $" {change.Evidence}" : string.Empty;
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{change.When.ToDateTime():yyyy-MM-dd HH:mm} {change.What} by {change.Who}{why}{evidence}"));
        }
    }

    private static Table States(ModelServing serving)
    {
        var table = Tables.New("Version", "State", "Since (UTC)", "#Traffic", "Engine", "Why");
        foreach (var version in serving.Versions)
        {
            string name = $"[bold]{version.Model.ToMarkup()}@{version.Version}[/]";
            table.AddRow(
                version.Aliases.Count == 0 ? name : $"{name}\n[grey]{string.Join(", ", version.Aliases).ToMarkup()}[/]",
                Words.Of(version.State),
                version.Since is { } since ? since.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-",
                string.Create(CultureInfo.InvariantCulture, $"{version.TrafficPercent:0.##} %"),
                string.Join(", ", version.Replicas.Select(r => r.Engine).Where(e => e.Length > 0).Distinct()).ToMarkup(),
                version.Reason.ToMarkup());
        }

        return table;
    }
}
