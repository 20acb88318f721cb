namespace BirdGrid.Cli.Rendering;

/// <summary>A vertical axis with round figures at five even ticks.</summary>
/// <param name="Low">Value at the bottom.</param>
/// <param name="High">Value at the top.</param>
internal readonly record struct AxisScale(double Low, double High)
{
    /// <summary>Even parts between the ticks.</summary>
    public const int Intervals = 4;

    private static readonly AxisScale[] AccuracyScales =
        [new(0.96, 1), new(0.9, 1), new(0.8, 1), new(0.6, 1), new(0, 0.2), new(0, 0.4)];

    private static readonly double[] RoundSteps = [1, 2, 2.5, 5, 10];

    /// <summary>The tightest of a few scales that holds accuracies of 0 to 1, so that the axis does not move at every epoch.</summary>
    public static AxisScale ForAccuracy(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? new AxisScale(0, 1)
            : AccuracyScales.Where(s => s.Low <= finite.Min() && finite.Max() <= s.High).DefaultIfEmpty(new AxisScale(0, 1)).First();
    }

    /// <summary>From zero to a round figure above every value.</summary>
    public static AxisScale FromZero(IEnumerable<double> values)
    {
        double highest = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (highest <= 0)
        {
            return new AxisScale(0, 1);
        }

        double step = highest / Intervals;
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return new AxisScale(0, Intervals * magnitude * RoundSteps.First(s => s * magnitude >= step * (1 - 1e-9)));
    }

    /// <summary>Where a value lies, 0 at the bottom and 1 at the top; values outside lie on the edge.</summary>
    public double Share(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    /// <summary>The value of a share, see <see cref="Share"/>.</summary>
    public double At(double share) => Low + ((High - Low) * share);
}
