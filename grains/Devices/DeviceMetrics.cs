using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Devices;

/// <summary>Instruments of the device thread.</summary>
internal static class DeviceMetrics
{
    /// <summary>From hand-in to start of a job, in seconds.</summary>
    public static readonly Histogram<double> QueueDuration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.device.queue.duration", "s", "Time a job waited for the device thread.");

    /// <summary>From start to end of a job, in seconds.</summary>
    public static readonly Histogram<double> JobDuration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.device.job.duration", "s", "Time a job held the device thread.");
}
