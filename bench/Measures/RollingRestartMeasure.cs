using System.Globalization;
using BirdGrid.Grid.Tests.Chaos;

namespace BirdGrid.Bench.Measures;

/// <summary>Restarts each of three silos in turn while clients classify at half of the grid's capacity; the figure counts the requests that failed.</summary>
internal sealed class RollingRestartMeasure : IMeasure
{
    private const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => "rolling-restart-failures";

    /// <inheritdoc/>
    public string Description => "classification requests that failed in three rolling restarts of three silos";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        var reports = new List<RollingRestartReport>();
        for (int round = 1; round <= Rounds; round++)
        {
            var report = await RollingRestart.RunAsync(silos: 3, clients: 8, shareOfCapacity: 0.5, quiet: TimeSpan.FromSeconds(10), drainSeconds: 3);
            reports.Add(report);
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: capacity {report.CapacityPerSecond:0} photos/s; before {report.Before}; during {report.During}; after {report.After}"));
            foreach (string failure in report.During.Failures.Concat(report.After.Failures).Take(5))
            {
                notes.WriteLine($"  {failure}");
            }
        }

        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians of the rounds: before {Medians(reports, r => r.Before)}; during {Medians(reports, r => r.During)}; after {Medians(reports, r => r.After)}"));
        return reports.Sum(r => r.Before.Failures.Count + r.During.Failures.Count + r.After.Failures.Count);
    }

    private static string Medians(List<RollingRestartReport> reports, Func<RollingRestartReport, LoadFigures> phase)
    {
        double Median(Func<LoadFigures, double> figure) => reports.Select(r => figure(phase(r))).Order().ElementAt(reports.Count / 2);
        return string.Create(CultureInfo.InvariantCulture, $"p50 {Median(l => l.MedianMs):0} ms, p99 {Median(l => l.P99Ms):0} ms");
    }
}
