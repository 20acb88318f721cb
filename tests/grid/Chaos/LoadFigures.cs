using System.Diagnostics;
using System.Globalization;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>Classification requests of a stretch of time.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Requests">Requests that were sent in it.</param>
/// <param name="Failures">What failed ones were told.</param>
/// <param name="MedianMs">Median of the times to the answer, in milliseconds.</param>
/// <param name="P99Ms">99th percentile, in milliseconds.</param>
/// <param name="SlowestMs">The slowest, in milliseconds.</param>
internal sealed record LoadFigures(double Seconds, int Requests, IReadOnlyList<string> Failures, double MedianMs, double P99Ms, double SlowestMs)
{
    /// <summary>Requests a second.</summary>
    public double PerSecond => Requests / Seconds;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0}/s for {Seconds:0} s, p50 {MedianMs:0} ms, p99 {P99Ms:0} ms, slowest {SlowestMs:0} ms, {Failures.Count} failed");

    /// <summary>Sums up the requests that were sent between two timestamps of the stopwatch.</summary>
    public static LoadFigures Of(IEnumerable<ClassifiedPhoto> answers, long from, long to)
    {
        var sent = answers.Where(a => a.Started >= from && a.Started < to).ToList();
        double[] sorted = [.. sent.Select(a => a.Took.TotalMilliseconds).Order()];
        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        return new LoadFigures(Stopwatch.GetElapsedTime(from, to).TotalSeconds, sent.Count, [.. sent.Select(a => a.Failure).OfType<string>()], At(0.5), At(0.99), At(1));
    }
}
