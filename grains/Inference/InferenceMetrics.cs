using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Inference;

/// <summary>Instruments of classification.</summary>
internal static class InferenceMetrics
{
    /// <summary>From photo bytes to labels, in seconds.</summary>
    public static readonly Histogram<double> Duration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.classify.duration", "s", "From photo bytes to labels.");

    /// <summary>Photos of a forward pass.</summary>
    public static readonly Histogram<int> BatchSize =
        BirdGridTelemetry.Meter.CreateHistogram<int>("birdgrid.classify.batch_size", "{photo}", "Photos that shared a forward pass.");

    /// <summary>Requests that were asked for again because a silo was lost.</summary>
    public static readonly Counter<long> Retries =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.classify.retries", "{request}", "Requests asked for again because a silo was lost.");
}
