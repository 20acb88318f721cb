using System.Runtime.InteropServices;
using BirdGrid.Grains.Inference.Batching;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// A loaded network at work: a queue, and one thread that takes batches from it. Grain turns only add to the queue; how long a forward pass takes
/// is of no concern to them.
/// </summary>
internal sealed class ReplicaWorker
{
    private readonly string versionKey;
    private readonly IInferenceEngine engine;
    private readonly ReplicaStatistics statistics;
    private readonly ReplicaMeter meter;
    private readonly TimeProvider clock;
    private readonly InferenceOptions options;
    private readonly InferenceQueue queue;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private float[] logits = [];
    private long lastRequest;

    /// <summary>Starts the thread.</summary>
    /// <param name="versionKey"><c>model@3</c>, for error texts.</param>
    /// <param name="engine">The network, warm; the worker disposes it when it has drained.</param>
    /// <param name="options">Batches and queue.</param>
    /// <param name="statistics">Told what is done.</param>
    /// <param name="meter">Told too.</param>
    /// <param name="clock">Time.</param>
    public ReplicaWorker(string versionKey, IInferenceEngine engine, InferenceOptions options, ReplicaStatistics statistics, ReplicaMeter meter, TimeProvider clock)
    {
        this.versionKey = versionKey;
        this.engine = engine;
        this.options = options;
        this.statistics = statistics;
        this.meter = meter;
        this.clock = clock;
        queue = new InferenceQueue(options.QueueLimit, BatchRules.From(options, engine.Description), clock);
        lastRequest = clock.GetTimestamp();
        new Thread(Work) { IsBackground = true, Name = $"birdgrid-infer-{versionKey}" }.Start();
    }

    /// <summary>What computes.</summary>
    public EngineDescription Description => engine.Description;

    /// <summary>Images that wait.</summary>
    public int QueueLength => queue.Images;

    /// <summary>Time since the last request arrived.</summary>
    public TimeSpan Idle => clock.GetElapsedTime(Volatile.Read(ref lastRequest));

    /// <summary>Classifies.</summary>
    /// <exception cref="RefusedException">The images do not fit the network.</exception>
    /// <exception cref="BusyException">The queue is full.</exception>
    /// <exception cref="DeadlineException">The time-out passed in the queue.</exception>
    /// <exception cref="EngineFaultException">The network gave no answer.</exception>
    /// <exception cref="ReplicaDrainingException">The replica takes no more.</exception>
    public async Task<InferOutput> InferAsync(InferInput input, CancellationToken cancellationToken)
    {
        Require(input);
        long arrived = clock.GetTimestamp();
        Volatile.Write(ref lastRequest, arrived);
        var request = new PendingInference(input, arrived, ExpiryOf(input, arrived));
        if (WouldWaitTooLong(input) || !queue.TryAdd(request))
        {
            throw Refuse();
        }

        using var cancellation = cancellationToken.UnsafeRegister(_ => Withdraw(request, cancellationToken), null);
        return await request.Answer;
    }

    /// <summary>Has the network's own thread do something else between two batches.</summary>
    /// <param name="job">Throws nothing.</param>
    /// <returns>False where the replica takes no more.</returns>
    public bool TryPost(Action job) => queue.TryPost(job);

    /// <summary>Runs one image by itself; on the network's own thread only.</summary>
    /// <param name="image">Prepared images; the first is run, brought to the network's size where it has another.</param>
    /// <returns>Milliseconds; null where the network gave no answer.</returns>
    public double? TimeOne(InferInput image)
    {
        var images = new[] { FirstOf(image, engine.ImageSize) };
        float[] answer = new float[engine.ClassCount];
        long started = clock.GetTimestamp();
        try
        {
            engine.Run(images, answer);
        }
        catch (Exception)
        {
            // Whatever a network throws is a failure to answer.
            return null;
        }

        double elapsedMs = clock.GetElapsedTime(started).TotalMilliseconds;
        return Array.TrueForAll(answer, float.IsFinite) ? elapsedMs : null;
    }

    /// <summary>Takes no more requests, answers those that wait, and disposes the network.</summary>
    public Task DrainAsync()
    {
        queue.Close();
        return ended.Task;
    }

    // Versions may have inputs of different sizes: the nearest pixels do, since nobody reads the answer.
    private static PreparedImages FirstOf(InferInput image, int size)
    {
        int pixelBytes = PreparedImages.BytesPerImage(image.Format, 1);
        int length = image.Pixels.Length / image.Count;
        int from = (int)Math.Round(Math.Sqrt(length / pixelBytes));
        if (from == size)
        {
            return new PreparedImages(image.Pixels.AsMemory(0, length), image.Format, 1);
        }

        byte[] resized = new byte[PreparedImages.BytesPerImage(image.Format, size)];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int source = ((y * from / size * from) + (x * from / size)) * pixelBytes;
                image.Pixels.AsSpan(source, pixelBytes).CopyTo(resized.AsSpan(((y * size) + x) * pixelBytes));
            }
        }

        return new PreparedImages(resized, image.Format, 1);
    }

    private void Require(InferInput input)
    {
        RequestRules.RequireCount(input.Count, options);
        long expected = (long)input.Count * PreparedImages.BytesPerImage(input.Format, engine.ImageSize);
        if (input.Pixels.Length != expected)
        {
            throw new RefusedException("wrong-input-size", $"{versionKey} takes images of {engine.ImageSize} x {engine.ImageSize} pixels with 3 channels: {input.Count} of them are {expected} bytes; {input.Pixels.Length} came.");
        }
    }

    private long ExpiryOf(InferInput input, long arrived)
    {
        double? timeoutMs = input.TimeoutMs ?? (options.DefaultTimeoutMs > 0 ? options.DefaultTimeoutMs : null);
        return timeoutMs is { } ms ? arrived + (long)(Math.Clamp(ms, 0, TimeSpan.FromDays(1).TotalMilliseconds) * clock.TimestampFrequency / 1000) : long.MaxValue;
    }

    // What is behind a whole batch and would take too long is better told so now.
    private bool WouldWaitTooLong(InferInput input) =>
        options.MaximumWaitMs > 0
        && input.Priority != InferencePriority.High
        && queue.Images >= options.MaximumBatchSize
        && queue.Images * statistics.MsPerImage > options.MaximumWaitMs;

    private Exception Refuse()
    {
        if (ended.Task.IsCompleted || queue.IsClosed)
        {
            return new ReplicaDrainingException();
        }

        Reject(RejectionReasons.QueueFull);
        double retryAfterMs = RequestRules.RetryAfterMs(queue.Images * statistics.MsPerImage);
        return new BusyException("classifier-queue-full", $"{queue.Images} images wait for {versionKey} already; try again in {retryAfterMs:F0} ms, with fewer requests at a time.", retryAfterMs);
    }

    private void Withdraw(PendingInference request, CancellationToken cancellationToken)
    {
        if (queue.TryRemove(request))
        {
            Reject(RejectionReasons.Cancelled);
            request.Cancel(cancellationToken);
        }
    }

    private void Reject(string reason)
    {
        statistics.Rejected(reason);
        meter.Rejected(reason);
    }

    private void Work()
    {
        var batch = new List<PendingInference>();
        var late = new List<PendingInference>();
        while (queue.Take(batch, late, statistics.MsPerImage))
        {
            if (queue.TryTakeJob(out var job))
            {
                job();
            }

            foreach (var request in late)
            {
                Reject(RejectionReasons.Deadline);
                request.Fail(new DeadlineException("deadline-in-queue", $"The request's deadline passed while it waited for {versionKey}; it was not worked on. Allow more time, or send fewer requests at a time."));
            }

            if (batch.Count > 0)
            {
                Answer(batch);
            }
        }

        engine.Dispose();
        ended.SetResult();
    }

    private void Answer(List<PendingInference> batch)
    {
        try
        {
            Compute(batch);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One request's images must not cost others their answer.
            foreach (var request in batch)
            {
                Answer([request]);
            }
        }
        catch (Exception failure)
        {
            var request = batch[0];
            statistics.Failed(request);
            request.Fail(failure as EngineFaultException ?? new EngineFaultException("engine-failed", $"{versionKey} could not compute: {failure.GetType().Name}."));
        }
    }

    private void Compute(List<PendingInference> batch)
    {
        long taken = clock.GetTimestamp();
        var images = new PreparedImages[batch.Count];
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            var input = batch[i].Input;
            images[i] = new PreparedImages(input.Pixels, input.Format, input.Count);
            count += input.Count;
        }

        int length = count * engine.ClassCount;
        if (logits.Length < length)
        {
            logits = new float[length];
        }

        long assembled = clock.GetTimestamp();
        var computed = logits.AsSpan(0, length);
        engine.Run(images, computed);
        RequireFinite(computed);
        var times = new BatchTimes(taken, assembled, clock.GetTimestamp());
        int from = 0;
        foreach (var request in batch)
        {
            int values = request.Input.Count * engine.ClassCount;
            request.Complete(new InferOutput(
                MemoryMarshal.AsBytes(computed.Slice(from, values)).ToArray(),
                clock.GetElapsedTime(request.Arrived, taken).TotalMilliseconds,
                clock.GetElapsedTime(taken, assembled).TotalMilliseconds,
                clock.GetElapsedTime(assembled, times.Computed).TotalMilliseconds,
                count));
            from += values;
        }

        statistics.Answered(batch, times, count);
        meter.Answered(batch, times, count, clock);
    }

    private void RequireFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new EngineFaultException("answer-not-finite", $"{versionKey} answered with a logit of {value}: its weights are damaged, or its training diverged.");
            }
        }
    }
}
