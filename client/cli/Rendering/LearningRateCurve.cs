using BirdGrid.V1;

namespace BirdGrid.Cli.Rendering;

/// <summary>A learning-rate search as it is shown.</summary>
/// <param name="Points">Its steps, lowest rate first.</param>
/// <param name="SteepestRate">Rate of the steepest descent, or null.</param>
/// <param name="TenthOfMinimumRate">A tenth of the rate with the smallest loss, or null.</param>
internal sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, double? SteepestRate, double? TenthOfMinimumRate)
{
    /// <summary>Losses above this many times the first one would flatten the part of the curve that matters.</summary>
    private const double HighestShown = 1.5;

    /// <summary>The highest loss that is drawn.</summary>
    public double Ceiling => HighestShown * Points[0].Loss;

    /// <summary>Number, from 1, of the step with the steepest descent; 0: none.</summary>
    public int SteepestStep => SteepestRate is { } rate ? Points.TakeWhile(point => point.Rate < rate).Count() + 1 : 0;
}
