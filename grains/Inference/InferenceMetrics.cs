using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Inference;

/// <summary>Instruments of classification.</summary>
internal static class InferenceMetrics
{
    /// <summary>Time of a request's stages: decode, queue, assembly, compute, respond.</summary>
    public static readonly Histogram<double> StageDuration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.inference.stage.duration", "s", "Time of a stage of classification: decode, queue, assembly, compute, respond.");

    /// <summary>From the call to the logits, in the silo that got the call.</summary>
    public static readonly Histogram<double> Duration =
        BirdGridTelemetry.Meter.CreateHistogram<double>("birdgrid.inference.duration", "s", "From the call to the logits, in the silo that got the call.");

    /// <summary>Images that shared a forward pass.</summary>
    public static readonly Histogram<int> BatchSize =
        BirdGridTelemetry.Meter.CreateHistogram<int>("birdgrid.inference.batch_size", "{image}", "Images that shared a forward pass.");

    /// <summary>Requests by version and outcome.</summary>
    public static readonly Counter<long> Requests =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.inference.requests", "{request}", "Classification requests, by version and outcome.");

    /// <summary>Requests turned away, by reason.</summary>
    public static readonly Counter<long> Rejections =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.inference.rejections", "{request}", "Classification requests turned away, by reason.");

    /// <summary>Requests that were asked for again because a silo was lost.</summary>
    public static readonly Counter<long> Retries =
        BirdGridTelemetry.Meter.CreateCounter<long>("birdgrid.inference.retries", "{request}", "Classification requests asked for again because a silo was lost.");

    private static readonly ConcurrentDictionary<Replica, byte> Replicas = new();

    static InferenceMetrics()
    {
        BirdGridTelemetry.Meter.CreateObservableGauge("birdgrid.inference.queue_length", () => Observe(r => r.QueueLength), "{image}", "Images that wait at a replica.");
        BirdGridTelemetry.Meter.CreateObservableGauge("birdgrid.inference.memory", () => Observe(r => r.MemoryBytes), "By", "Bytes of a loaded network as it is stored.");
        BirdGridTelemetry.Meter.CreateObservableGauge("birdgrid.inference.state", () => Observe(_ => 1L, r => new("state", r.State.ToString().ToLowerInvariant())), "{replica}", "1 for the state that a replica is in.");
    }

    /// <summary>Has a replica observed until it is forgotten.</summary>
    public static void Watch(Replica replica) => Replicas[replica] = 0;

    /// <summary>Observes a replica no more.</summary>
    public static void Forget(Replica replica) => Replicas.TryRemove(replica, out _);

    private static IEnumerable<Measurement<long>> Observe(Func<Replica, long> value, Func<Replica, KeyValuePair<string, object?>>? tag = null) =>
        Replicas.Keys.Select(replica => new Measurement<long>(value(replica), tag is null ? replica.Tags : [.. replica.Tags, tag(replica)]));
}
