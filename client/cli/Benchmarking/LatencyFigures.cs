using BirdGrid.Client.Load;

namespace BirdGrid.Cli.Benchmarking;

/// <summary>Figures of a histogram in milliseconds; null where nothing was recorded.</summary>
internal sealed record LatencyFigures(long Count, double? Mean, double? P50, double? P90, double? P95, double? P99, double? Max)
{
    /// <summary>Reads a histogram.</summary>
    public static LatencyFigures Of(LatencyHistogram histogram) => new(
        histogram.Count,
        Finite(histogram.MeanMs),
        Finite(histogram.PercentileMs(50)),
        Finite(histogram.PercentileMs(90)),
        Finite(histogram.PercentileMs(95)),
        Finite(histogram.PercentileMs(99)),
        Finite(histogram.MaxMs));

    /// <summary>A number, or null where it is none: JSON knows no NaN.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;
}
