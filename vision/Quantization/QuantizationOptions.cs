namespace BirdGrid.Vision.Quantization;

/// <summary>How a model becomes one of 8-bit integers.</summary>
public sealed record QuantizationOptions
{
    /// <summary>
    /// Share in percent, above 50 to 100, of a feature map's values that its 256 steps cover; the rest is clipped. 100: every value that calibration
    /// saw (min-max). Default 99.99: a few outliers would widen the steps of all others.
    /// </summary>
    public double Percentile { get; init; } = 99.99;
}
