namespace BirdGrid.Bench.Control;

/// <summary>How sure the difference between two arms is.</summary>
internal static class PairedDifference
{
    // 97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom.
    private static readonly double[] StudentQuantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>Sample standard deviation; 0 of a single value.</summary>
    public static double StandardDeviation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Count - 1));
    }

    /// <summary>Half of Student's 95 % interval of the mean; not a number of a single value.</summary>
    /// <param name="differences">One for each seed, 10 at most.</param>
    public static double HalfInterval(IReadOnlyList<double> differences) => differences.Count < 2
        ? double.NaN
        : StudentQuantiles[differences.Count - 2] * StandardDeviation(differences) / Math.Sqrt(differences.Count);

    /// <summary>
    /// Standard error of the difference in accuracy if other test photos had been drawn, with these heads: each photo's difference is
    /// averaged over the seeds first.
    /// </summary>
    /// <param name="wrong">For each seed the test photos that either arm did not recognise.</param>
    /// <param name="photoCount">Test photos.</param>
    public static double PhotoError(IReadOnlyList<(int[] Arm, int[] Against)> wrong, int photoCount)
    {
        double[] differences = new double[photoCount];
        foreach (var (arm, against) in wrong)
        {
            foreach (int photo in arm)
            {
                differences[photo] -= 1.0 / wrong.Count;
            }

            foreach (int photo in against)
            {
                differences[photo] += 1.0 / wrong.Count;
            }
        }

        return StandardDeviation(differences) / Math.Sqrt(photoCount);
    }
}
