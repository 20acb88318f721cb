namespace BirdGrid.Grains.Sweeps;

/// <summary>Orders trials.</summary>
public static class Leaderboard
{
    /// <summary>
    /// Best value first, equals by number; then those without a value, and at the end those that failed: their values come from epochs that led nowhere.
    /// </summary>
    /// <param name="trials">The trials.</param>
    /// <param name="metric">What they are compared by.</param>
    public static IReadOnlyList<SweepTrial> Rank(IEnumerable<SweepTrial> trials, SweepMetric metric) =>
    [
        .. trials.OrderBy(t => t.State == TrialState.Failed)
            .ThenBy(t => t.Best, Comparer<double>.Create((a, b) => metric.IsBetter(a, b) ? -1 : metric.IsBetter(b, a) ? 1 : 0))
            .ThenBy(t => t.Number),
    ];
}
