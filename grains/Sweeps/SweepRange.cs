using System.Globalization;

namespace BirdGrid.Grains.Sweeps;

/// <summary>A range that values are drawn from.</summary>
/// <param name="Low">Lower end; above 0 on a logarithmic scale.</param>
/// <param name="High">Upper end, above the lower one.</param>
/// <param name="IsLogarithmic">Whether each order of magnitude is as likely as the others.</param>
public sealed record SweepRange(double Low, double High, bool IsLogarithmic)
{
    private const int Digits = 3;

    /// <summary>The value at a share of the range, rounded to three significant digits: what is shown is what is trained.</summary>
    /// <param name="share">0 to below 1.</param>
    public double At(double share)
    {
        double value = IsLogarithmic ? Low * Math.Pow(High / Low, share) : Low + ((High - Low) * share);
        return Math.Clamp(Rounded(value), Low, High);
    }

    // Through decimal text, so that 0.00317 is exactly what its three digits say.
    private static double Rounded(double value) =>
        double.Parse(value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
