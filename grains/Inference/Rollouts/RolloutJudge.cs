using System.Globalization;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// Decides whether a version does worse than the one that it is to replace, by what both did in the same seconds. A judge has one chance in five
/// thousand of ever taking out a version that equals its reference, for however long it looks.
/// </summary>
/// <param name="tried">The version.</param>
/// <param name="reference">The one that serves otherwise.</param>
/// <param name="rules">When enough is enough.</param>
internal sealed class RolloutJudge(int tried, int reference, RollbackRules rules)
{
    private readonly FailureEvidence failures = new();
    private readonly LatencyEvidence latency = new(rules.MaximumLatencyRatio);
    private OutcomeCounts triedCounts = OutcomeCounts.None(tried);
    private OutcomeCounts referenceCounts = OutcomeCounts.None(reference);
    private PairedRuns runs = PairedRuns.None(tried, reference);

    /// <summary>The version.</summary>
    public int Tried => tried;

    /// <summary>The one that serves otherwise.</summary>
    public int Reference => reference;

    /// <summary>Timed turns.</summary>
    public long Turns => latency.Turns;

    /// <summary>Adds what a silo has seen since its last report.</summary>
    public void Add(RolloutReport report)
    {
        var triedNow = report.Outcomes.FirstOrDefault(o => o.Version == tried) ?? OutcomeCounts.None(tried);
        var referenceNow = report.Outcomes.FirstOrDefault(o => o.Version == reference) ?? OutcomeCounts.None(reference);
        triedCounts = triedCounts.Plus(triedNow);
        referenceCounts = referenceCounts.Plus(referenceNow);
        var paired = report.Comparisons.FirstOrDefault(c => c.Tried == tried && c.Reference == reference) ?? PairedRuns.None(tried, reference);
        foreach (var time in paired.Times)
        {
            latency.Add(time);
        }

        runs = runs.Plus(paired with { Times = [] });
        failures.Add(
            triedNow.Requests + paired.TriedRuns,
            triedNow.Errors + paired.TriedFailures,
            referenceNow.Requests + paired.ReferenceRuns,
            referenceNow.Errors + paired.ReferenceFailures);
    }

    /// <summary>Judges.</summary>
    /// <returns>Why the version is to be taken out; null: it may stay.</returns>
    public string? Fault()
    {
        if (triedCounts.Requests < rules.MinimumRequests)
        {
            return null;
        }

        if (failures.IsCertain && CanBeAbove(triedCounts, rules.MaximumErrorRate))
        {
            return $"It fails more often than version {reference} did in the same seconds; its error rate of {Percent(triedCounts.ErrorRate)} is not below the {Percent(rules.MaximumErrorRate)} that take a version out.";
        }

        return latency.IsTooSlow
            ? string.Create(CultureInfo.InvariantCulture, $"It takes {rules.MaximumLatencyRatio:0.##} times as long as version {reference} for the same photos.")
            : null;
    }

    /// <summary>The figures that a judgement rests on.</summary>
    public string Evidence()
    {
        string paired = runs.TriedRuns == 0
            ? "They were not compared."
            : string.Create(CultureInfo.InvariantCulture, $"The same photos in turn, in random order: version {tried} failed {runs.TriedFailures} of {runs.TriedRuns}, version {reference} {runs.ReferenceFailures} of {runs.ReferenceRuns}; of {latency.Turns} timed turns version {tried} was clearly slower in {latency.Slower}, clearly faster in {latency.Faster}: p50 {latency.TriedP50Ms:0.#} ms against {latency.ReferenceP50Ms:0.#} ms, p95 {latency.TriedP95Ms:0.#} ms against {latency.ReferenceP95Ms:0.#} ms. Equal versions are accused in 1 of {1 / (2 * SequentialTest.FalseAlarms):0} watches.");
        return $"{Figures(triedCounts)} {(referenceCounts.Requests == 0 ? string.Empty : $"{Figures(referenceCounts)} ")}{paired}";
    }

    // Within two standard deviations: a rate of exactly the bound is seen below it half of the time.
    private static bool CanBeAbove(OutcomeCounts counts, double rate) =>
        counts.Errors + (2 * Math.Sqrt(counts.Requests * rate * (1 - rate))) >= counts.Requests * rate;

    private static string Figures(OutcomeCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"Version {counts.Version}: {counts.Requests} requests, {counts.Errors} failed ({Percent(counts.ErrorRate)}), p50 {counts.P50Ms:0.#} ms, p95 {counts.P95Ms:0.#} ms.");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");
}
