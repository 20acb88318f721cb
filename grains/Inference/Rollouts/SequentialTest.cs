namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// Tests whether events favour the tried version, with however many looks. Each event belongs to the tried version or to its reference; between equal
/// versions it belongs to the tried one with a known probability. The statistic is the mean of likelihood ratios against fixed alternatives: between
/// equal versions the chance that it ever exceeds 1 / x is at most x (Ville's inequality), so that looking again needs no correction.
/// </summary>
/// <param name="odds">Alternatives: how many times as likely an event belongs to the tried version as between equal ones, each above 1.</param>
internal sealed class SequentialTest(params double[] odds)
{
    /// <summary>Chance of ever accusing a version that equals its reference.</summary>
    public const double FalseAlarms = 1e-4;

    private readonly double[] logs = new double[odds.Length];

    /// <summary>Whether the chance that equal versions look like this is at most <see cref="FalseAlarms"/>.</summary>
    public bool IsCertain => LogEvidence >= -Math.Log(FalseAlarms);

    /// <summary>Natural logarithm of the evidence; 0 before the first event.</summary>
    public double LogEvidence
    {
        get
        {
            double most = logs.Max();
            return most + Math.Log(logs.Average(log => Math.Exp(log - most)));
        }
    }

    /// <summary>Adds events that happened under the same conditions.</summary>
    /// <param name="share">Probability, above 0 and below 1, that an event belongs to the tried version where both are equal.</param>
    /// <param name="tried">Events of the tried version.</param>
    /// <param name="reference">Events of its reference.</param>
    /// <param name="most">Most that they add to the evidence, however many they are: one disturbance is not to decide alone.</param>
    public void Add(double share, long tried, long reference, double most = double.PositiveInfinity)
    {
        for (int i = 0; i < logs.Length; i++)
        {
            double mean = (odds[i] * share) + 1 - share;
            logs[i] += Math.Min(most, (tried * Math.Log(odds[i] / mean)) - (reference * Math.Log(mean)));
        }
    }
}
