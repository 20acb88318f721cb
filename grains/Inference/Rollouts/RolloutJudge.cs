using System.Globalization;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>Decides whether a version does worse than the one that it is to replace.</summary>
internal static class RolloutJudge
{
    /// <summary>Judges.</summary>
    /// <param name="tried">What the new version was seen to do.</param>
    /// <param name="baseline">What the other was, at the same time or just before; too few requests say nothing of latency.</param>
    /// <param name="rules">When enough is enough.</param>
    /// <returns>Why it is to be taken out; null: it may stay.</returns>
    public static string? Fault(OutcomeCounts tried, OutcomeCounts? baseline, RollbackRules rules)
    {
        if (tried.Requests < rules.MinimumRequests)
        {
            return null;
        }

        if (tried.ErrorRate > rules.MaximumErrorRate && tried.ErrorRate > (baseline?.ErrorRate ?? 0))
        {
            return $"Its error rate is above {Percent(rules.MaximumErrorRate)}.";
        }

        bool isComparable = baseline is not null && baseline.Requests - baseline.Errors >= rules.MinimumRequests && tried.Requests - tried.Errors >= rules.MinimumRequests;
        return isComparable && tried.P95Ms > rules.MaximumLatencyRatio * baseline!.P95Ms
            ? string.Create(CultureInfo.InvariantCulture, $"Its p95 latency is above {rules.MaximumLatencyRatio:0.##} times that of version {baseline.Version}.")
            : null;
    }

    /// <summary>The figures that a judgement rests on.</summary>
    public static string Evidence(OutcomeCounts tried, OutcomeCounts? baseline) =>
        baseline is null ? Figures(tried) : $"{Figures(tried)} {Figures(baseline)}";

    private static string Figures(OutcomeCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"Version {counts.Version}: {counts.Requests} requests, {counts.Errors} failed ({Percent(counts.ErrorRate)}), p50 {counts.P50Ms:0.#} ms, p95 {counts.P95Ms:0.#} ms.");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");
}
