namespace BirdGrid.Grains.Sweeps;

/// <summary>
/// Asynchronous successive halving (ASHA): Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", MLSys, arXiv:1810.05934, in its
/// stopping variant. At rungs of r, r * eta, r * eta^2, ... epochs a trial is compared with those that have reached the rung before it, and stopped
/// unless it is among the best 1/eta of them; nobody waits for anybody. The paper's algorithm instead pauses every trial at its rung and promotes it
/// later, should it come to be among the best 1/eta: that needs a checkpoint to go on from, and can rescue a trial that came early among strong ones.
/// The stopping variant never goes back: it keeps devices busy with trials that run on, and keeps too many of the first ones, because there are few
/// to compare with.
/// </summary>
public static class SuccessiveHalving
{
    /// <summary>The rungs in epochs, ascending, all below the planned epochs.</summary>
    /// <param name="minEpochs">The first rung, at least 1.</param>
    /// <param name="reductionFactor">Eta, at least 2.</param>
    /// <param name="epochs">Epochs that every trial plans.</param>
    public static IReadOnlyList<int> Rungs(int minEpochs, int reductionFactor, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(reductionFactor, 2);
        var rungs = new List<int>();
        for (long rung = minEpochs; rung < epochs; rung *= reductionFactor)
        {
            rungs.Add((int)rung);
        }

        return rungs;
    }

    /// <summary>What a trial has to show at a rung: the best of its epochs so far, as the best epoch's weights are what it would publish.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="values">Its values, an epoch each, at least <paramref name="rung"/>.</param>
    /// <param name="rung">The rung in epochs.</param>
    public static double ValueAt(SweepMetric metric, IReadOnlyList<double> values, int rung)
    {
        int best = metric.IndexOfBest([.. values.Take(rung)]);
        return best < 0 ? double.NaN : values[best];
    }

    /// <summary>Whether a trial goes on: fewer than 1/eta (rounded up) of those at the rung are better.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="value">The trial's own value.</param>
    /// <param name="reached">The values of all that have reached the rung, the trial's own among them.</param>
    /// <param name="reductionFactor">Eta, at least 2.</param>
    public static bool Stays(SweepMetric metric, double value, IReadOnlyCollection<double> reached, int reductionFactor) =>
        reached.Count(other => metric.IsBetter(other, value)) < (reached.Count + reductionFactor - 1) / reductionFactor;
}
