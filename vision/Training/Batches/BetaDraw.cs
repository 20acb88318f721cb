namespace BirdGrid.Vision.Training;

/// <summary>Draws from Beta(alpha, alpha).</summary>
internal static class BetaDraw
{
    /// <summary>
    /// G1 / (G1 + G2) of two gamma variates (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"), in logarithms: for small
    /// alphas both variates may be smaller than any double.
    /// </summary>
    /// <param name="alpha">Above 0.</param>
    /// <param name="random">Where the bits come from.</param>
    /// <returns>0 to 1.</returns>
    public static double Symmetric(double alpha, ref SplitMix64 random)
    {
        double first = LogGamma(alpha, ref random);
        double second = LogGamma(alpha, ref random);
        return 1 / (1 + Math.Exp(second - first));
    }

    /// <summary>The logarithm of a variate of Gamma(alpha, 1): that of alpha + 1, times a uniform one to the power of 1 / alpha.</summary>
    private static double LogGamma(double alpha, ref SplitMix64 random)
    {
        double d = alpha + 1 - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Normal(ref random);
            double root = 1 + (c * normal);
            if (root <= 0)
            {
                continue;
            }

            double cubed = root * root * root;
            if (Math.Log(Positive(ref random)) < (0.5 * normal * normal) + (d * (1 - cubed + Math.Log(cubed))))
            {
                return Math.Log(d * cubed) + (Math.Log(Positive(ref random)) / alpha);
            }
        }
    }

    private static double Normal(ref SplitMix64 random) =>
        Math.Sqrt(-2 * Math.Log(Positive(ref random))) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Positive(ref SplitMix64 random) => 1 - random.NextDouble();
}
