using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Sweeps;

/// <summary>Compares values of a metric.</summary>
public static class SweepMetricExtensions
{
    /// <summary>The metric of an epoch.</summary>
    public static double Of(this SweepMetric metric, EpochRecord epoch) =>
        metric == SweepMetric.ValidationLoss ? epoch.ValidationLoss : epoch.ValidationAccuracy;

    /// <summary>Whether a value beats another. A number beats what is none (NaN); equals do not beat each other.</summary>
    public static bool IsBetter(this SweepMetric metric, double value, double other) =>
        !double.IsNaN(value) && (double.IsNaN(other) || (metric == SweepMetric.ValidationLoss ? value < other : value > other));

    /// <summary>Position of the best value, the first of equals; -1 where there is none.</summary>
    public static int IndexOfBest(this SweepMetric metric, IReadOnlyList<double> values)
    {
        int best = -1;
        for (int i = 0; i < values.Count; i++)
        {
            if (metric.IsBetter(values[i], best < 0 ? double.NaN : values[best]))
            {
                best = i;
            }
        }

        return best;
    }
}
