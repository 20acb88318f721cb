using System.Diagnostics;
using BirdGrid.Grains.Inference.Batching;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>Tells the instruments what a replica does.</summary>
/// <param name="model">Model name.</param>
/// <param name="version">Version.</param>
internal sealed class ReplicaMeter(string model, int version)
{
    private readonly TagList queue = Stage(model, version, "queue");
    private readonly TagList assembly = Stage(model, version, "assembly");
    private readonly TagList compute = Stage(model, version, "compute");
    private readonly TagList respond = Stage(model, version, "respond");
    private readonly TagList ofVersion = new() { { "model", model }, { "version", version } };

    /// <summary>A batch was answered.</summary>
    public void Answered(IReadOnlyList<PendingInference> batch, BatchTimes times, int images, TimeProvider clock)
    {
        InferenceMetrics.BatchSize.Record(images, ofVersion);
        if (!InferenceMetrics.StageDuration.Enabled)
        {
            return;
        }

        double assemblySeconds = clock.GetElapsedTime(times.Taken, times.Assembled).TotalSeconds;
        double computeSeconds = clock.GetElapsedTime(times.Assembled, times.Computed).TotalSeconds;
        double respondSeconds = clock.GetElapsedTime(times.Computed).TotalSeconds;
        foreach (var request in batch)
        {
            InferenceMetrics.StageDuration.Record(clock.GetElapsedTime(request.Arrived, times.Taken).TotalSeconds, queue);
            InferenceMetrics.StageDuration.Record(assemblySeconds, assembly);
            InferenceMetrics.StageDuration.Record(computeSeconds, compute);
            InferenceMetrics.StageDuration.Record(respondSeconds, respond);
        }
    }

    /// <summary>A request was turned away.</summary>
    public void Rejected(string reason) => InferenceMetrics.Rejections.Add(1, new("model", model), new("version", version), new("reason", reason));

    private static TagList Stage(string model, int version, string stage) => new() { { "model", model }, { "version", version }, { "stage", stage } };
}
