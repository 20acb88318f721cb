using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// Runs a replica's network and a reference in turn over the same image, at the same place. While a turn lasts neither answers requests, so that they
/// meet the same machine; which goes first is drawn for each turn, so that no load can favour one. One call at a time.
/// </summary>
/// <param name="turn">Held meanwhile by whoever compares on this silo.</param>
/// <param name="clock">Time.</param>
/// <param name="seed">Of the draws.</param>
internal sealed class ReplicaComparison(SemaphoreSlim turn, TimeProvider clock, int seed)
{
    private readonly Random order = new(seed);
    private readonly ComparisonPace pace = new(clock);

    /// <summary>Compares, where it is time for it.</summary>
    /// <param name="version">The replica's version.</param>
    /// <param name="input">What is asked for.</param>
    /// <param name="tried">Brings the replica's network into memory.</param>
    /// <param name="reference">Brings the reference into memory.</param>
    /// <returns>What both did; null: nothing.</returns>
    public async Task<PairedRuns?> RunAsync(int version, CompareInput input, Func<Task<ReplicaWorker>> tried, Func<Task<ReplicaWorker>> reference)
    {
        int turns = pace.Begin(input.HasFailed);
        if (turns == 0)
        {
            return null;
        }

        PairedRuns? done = null;
        try
        {
            done = await RunAsync(PairedRuns.None(version, input.Reference), input.Image, turns, tried, reference);
            return done;
        }
        finally
        {
            pace.End(done?.TriedFailures > 0);
        }
    }

    private async Task<PairedRuns?> RunAsync(PairedRuns none, InferInput image, int turns, Func<Task<ReplicaWorker>> tried, Func<Task<ReplicaWorker>> reference)
    {
        var (own, ownFailed) = await LoadAsync(tried);
        var (other, otherFailed) = await LoadAsync(reference);
        if (own is null || other is null)
        {
            // A version that cannot be loaded fails as surely as one that cannot compute.
            return none with { TriedRuns = 1, TriedFailures = ownFailed ? 1 : 0, ReferenceRuns = 1, ReferenceFailures = otherFailed ? 1 : 0 };
        }

        await turn.WaitAsync();
        try
        {
            return await RunAsync(none, own, other, image, turns);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<PairedRuns?> RunAsync(PairedRuns runs, ReplicaWorker tried, ReplicaWorker reference, InferInput image, int turns)
    {
        for (int i = 0; i < turns && await TurnAsync(tried, reference, image) is { } done; i++)
        {
            bool isTimed = i > 0 && done is { TriedMs: not null, ReferenceMs: not null };
            runs = runs.Plus(new PairedRuns(
                runs.Tried,
                runs.Reference,
                1,
                done.TriedMs is null ? 1 : 0,
                1,
                done.ReferenceMs is null ? 1 : 0,
                isTimed ? [new PairedTime(done.TriedMs!.Value, done.ReferenceMs!.Value)] : []));
        }

        return runs.TriedRuns == 0 ? null : runs;
    }

    private static async Task<(ReplicaWorker? Worker, bool HasFailed)> LoadAsync(Func<Task<ReplicaWorker>> load)
    {
        try
        {
            return (await load(), false);
        }
        catch (Exception failure) when (VersionFault.Is(failure))
        {
            return (null, true);
        }
    }

    // The reference's thread waits while the replica's runs both networks: any one thread at a time may use a network.
    private Task<Turn?> TurnAsync(ReplicaWorker tried, ReplicaWorker reference, InferInput image)
    {
        bool isTriedFirst = order.Next(2) == 0;
        var ended = new TaskCompletionSource<Turn?>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isPosted = reference.TryPost(referenceEngine =>
        {
            var released = new TaskCompletionSource();
            bool isTaken = tried.TryPost(triedEngine =>
            {
                double? first = Run(isTriedFirst ? triedEngine : referenceEngine, image);
                double? second = Run(isTriedFirst ? referenceEngine : triedEngine, image);
                ended.SetResult(isTriedFirst ? new Turn(first, second) : new Turn(second, first));
                released.SetResult();
            });
            if (isTaken)
            {
                released.Task.Wait();
            }
            else
            {
                ended.SetResult(null);
            }
        });
        if (!isPosted)
        {
            ended.SetResult(null);
        }

        return ended.Task;
    }

    private double? Run(IInferenceEngine engine, InferInput image)
    {
        var images = new[] { FirstOf(image, engine.ImageSize) };
        float[] logits = new float[engine.ClassCount];
        long started = clock.GetTimestamp();
        try
        {
            engine.Run(images, logits);
        }
        catch (Exception)
        {
            // Whatever a network throws is a failure to answer; its caller is not on this thread.
            return null;
        }

        double elapsedMs = clock.GetElapsedTime(started).TotalMilliseconds;
        return Array.TrueForAll(logits, float.IsFinite) ? elapsedMs : null;
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

    private sealed record Turn(double? TriedMs, double? ReferenceMs);
}
