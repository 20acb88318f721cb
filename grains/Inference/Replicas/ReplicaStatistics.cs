using System.Collections.Concurrent;
using BirdGrid.Grains.Inference.Batching;
using BirdGrid.Grains.Inference.Serving;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>Counts what a replica does. Thread-safe.</summary>
/// <param name="clock">Time.</param>
internal sealed class ReplicaStatistics(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, long> rejections = new(StringComparer.Ordinal);
    private ServingStatistics totals = ServingStatistics.Zero;
    private double msPerImage;

    /// <summary>Milliseconds of an image when the replica is busy, averaged over the last batches; 0 before the first.</summary>
    public double MsPerImage => Volatile.Read(ref msPerImage);

    /// <summary>What was done so far.</summary>
    public ServingStatistics Snapshot()
    {
        lock (gate)
        {
            return totals with { Rejections = new Dictionary<string, long>(rejections) };
        }
    }

    /// <summary>A batch was answered.</summary>
    public void Answered(IReadOnlyList<PendingInference> batch, BatchTimes times, int images)
    {
        long now = clock.GetTimestamp();
        double perImage = clock.GetElapsedTime(times.Taken, times.Computed).TotalMilliseconds / images;
        lock (gate)
        {
            Volatile.Write(ref msPerImage, msPerImage == 0 ? perImage : (0.9 * msPerImage) + (0.1 * perImage));
            totals = totals with
            {
                Images = totals.Images + images,
                Executions = totals.Executions + 1,
                Success = Add(totals.Success, batch, request => clock.GetElapsedTime(request.Arrived, now)),
                Queue = Add(totals.Queue, batch, request => clock.GetElapsedTime(request.Arrived, times.Taken)),
                Assembly = Add(totals.Assembly, batch, _ => clock.GetElapsedTime(times.Taken, times.Assembled)),
                Compute = Add(totals.Compute, batch, _ => clock.GetElapsedTime(times.Assembled, times.Computed)),
                Respond = Add(totals.Respond, batch, _ => clock.GetElapsedTime(times.Computed, now)),
                LastAnswer = clock.GetUtcNow(),
            };
        }
    }

    /// <summary>A request failed.</summary>
    public void Failed(PendingInference request)
    {
        lock (gate)
        {
            totals = totals with { Failure = Add(totals.Failure, [request], r => clock.GetElapsedTime(r.Arrived)) };
        }
    }

    /// <summary>A request was turned away.</summary>
    public void Rejected(string reason) => rejections.AddOrUpdate(reason, 1, static (_, count) => count + 1);

    private static StageTotal Add(StageTotal total, IReadOnlyList<PendingInference> batch, Func<PendingInference, TimeSpan> time)
    {
        long nanoseconds = 0;
        foreach (var request in batch)
        {
            nanoseconds += (long)time(request).TotalNanoseconds;
        }

        return new StageTotal(total.Count + batch.Count, total.Nanoseconds + nanoseconds);
    }
}
