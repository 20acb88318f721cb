using System.Diagnostics.Metrics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Devices;

/// <summary>How long jobs of an executor waited and ran.</summary>
internal sealed class ExecutorInstruments
{
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _jobDuration;

    private ExecutorInstruments(string kind)
    {
        _queueDuration = BirdGridTelemetry.Meter.CreateHistogram<double>($"birdgrid.{kind}.queue.duration", "s", $"Time that a job waited for the {kind} executor.");
        _jobDuration = BirdGridTelemetry.Meter.CreateHistogram<double>($"birdgrid.{kind}.job.duration", "s", $"Time that a job ran on the {kind} executor.");
    }

    /// <summary>Of device threads.</summary>
    public static ExecutorInstruments Device { get; } = new("device");

    /// <summary>Of CPU pools.</summary>
    public static ExecutorInstruments Cpu { get; } = new("cpu");

    /// <summary>Tensors alive on the device thread after a job: parameters, optimiser state, and whatever leaks.</summary>
    public static Gauge<long> LiveTensors { get; } = BirdGridTelemetry.Meter.CreateGauge<long>("birdgrid.device.tensors.live", "{tensor}", "Tensors alive on the device thread after a job.");

    /// <summary>Records a finished job.</summary>
    public void Record(ExecutorJob job, TimeSpan queued, TimeSpan ran)
    {
        var name = new KeyValuePair<string, object?>("birdgrid.job", job.Name);
        _queueDuration.Record(queued.TotalSeconds, name);
        if (job.Error is { } error)
        {
            _jobDuration.Record(ran.TotalSeconds, name, new KeyValuePair<string, object?>("error.type", error.GetType().FullName));
        }
        else
        {
            _jobDuration.Record(ran.TotalSeconds, name);
        }
    }
}
