using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;
using OpenTelemetry.Metrics;

namespace BirdGrid.Silo.Telemetry;

/// <summary>Buckets of the grid's histograms: OpenTelemetry's own begin at 5 and are meant for milliseconds, the grid counts in seconds.</summary>
internal static class MetricViews
{
    private static readonly ExplicitBucketHistogramConfiguration Durations = new()
    {
        // A factor of 1.3 to 2 from a tenth of a millisecond to half a second, where classifications lie; coarser up to a minute, for training.
        Boundaries =
        [
            0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5,
            1, 2.5, 5, 10, 30, 60,
        ],
    };

    private static readonly ExplicitBucketHistogramConfiguration BatchSizes = new() { Boundaries = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128, 256] };

    /// <summary>How an instrument is aggregated; null: as OpenTelemetry does by itself.</summary>
    public static MetricStreamConfiguration? Of(Instrument instrument) =>
        instrument.Meter.Name != BirdGridTelemetry.Name || !IsHistogram(instrument) ? null
        : instrument.Unit == "s" ? Durations
        : instrument.Name.EndsWith(".batch_size", StringComparison.Ordinal) ? BatchSizes
        : null;

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);
}
