using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>Instruments of pulling batches.</summary>
internal static class AugmentationMetrics
{
    /// <summary>From asking for a batch to having all of it, in seconds.</summary>
    public static readonly Histogram<double> BatchDuration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.augment.batch.duration", "s", "From asking for a batch to having all of it.");

    /// <summary>Pixels that augmenters answered, in bytes.</summary>
    public static readonly Counter<long> BytesReceived =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.augment.received", "By", "Pixels that augmenters answered.");

    /// <summary>Requests that were also asked of a second silo.</summary>
    public static readonly Counter<long> Hedges =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.augment.hedges", "{request}", "Late requests that were also asked of a second silo.");

    /// <summary>Requests that were asked again because their silo drained, died or failed.</summary>
    public static readonly Counter<long> Moved =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.augment.moved", "{request}", "Requests that were asked again because their silo drained, died or failed.");

    /// <summary>Requests outstanding at cpu silos.</summary>
    public static readonly UpDownCounter<int> CreditInUse =
        BirdGridTelemetry.Meter.CreateUpDownCounter<int>("birdgrid.augment.credit.in_use", "{request}", "Requests outstanding at cpu silos.");
}
