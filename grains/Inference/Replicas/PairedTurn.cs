namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// Two replicas' threads meet, and each runs its own network while the other waits. Neither waits for longer than the patience: a network that hangs
/// must not take the other one along.
/// </summary>
/// <param name="isTriedFirst">Who goes first.</param>
/// <param name="patience">Longest time that one waits for the other; what takes longer counts as that long.</param>
internal sealed class PairedTurn(bool isTriedFirst, TimeSpan patience)
{
    private readonly TaskCompletionSource<Result?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource met = new();
    private readonly TaskCompletionSource<double?> triedDone = new();
    private readonly TaskCompletionSource<double?> referenceDone = new();
    private int isDecided;

    /// <summary>Starts it: the tried replica's thread waits for the reference's, which comes between two batches.</summary>
    /// <param name="tried">The replica that is judged.</param>
    /// <param name="reference">The one that serves otherwise.</param>
    /// <param name="runTried">Runs the tried network; its milliseconds, or null where it gave no answer.</param>
    /// <param name="runReference">Runs the reference.</param>
    /// <returns>What came of it; null: they did not meet.</returns>
    public Task<Result?> RunAsync(ReplicaWorker tried, ReplicaWorker reference, Func<double?> runTried, Func<double?> runReference)
    {
        bool isPosted = tried.TryPost(() =>
        {
            if (!reference.TryPost(() => Meet(runReference)))
            {
                ended.TrySetResult(null);
            }
            else if (met.Task.Wait(patience) || Interlocked.Exchange(ref isDecided, 1) != 0)
            {
                Take(isTriedFirst, triedDone, referenceDone, runTried);
            }
            else
            {
                ended.TrySetResult(null);
            }
        });
        if (!isPosted)
        {
            ended.TrySetResult(null);
        }

        return ended.Task;
    }

    private void Meet(Func<double?> runReference)
    {
        if (Interlocked.Exchange(ref isDecided, 1) == 0)
        {
            met.SetResult();
            Take(!isTriedFirst, referenceDone, triedDone, runReference);
        }
    }

    private void Take(bool isFirst, TaskCompletionSource<double?> own, TaskCompletionSource<double?> other, Func<double?> run)
    {
        if (!isFirst)
        {
            other.Task.Wait(patience);
        }

        own.SetResult(run());
        if (isFirst)
        {
            other.Task.Wait(patience);
        }

        ended.TrySetResult(new Result(TimeOf(triedDone), TimeOf(referenceDone), triedDone.Task.IsCompleted && referenceDone.Task.IsCompleted));
    }

    private double? TimeOf(TaskCompletionSource<double?> done) => !done.Task.IsCompleted
        ? patience.TotalMilliseconds
        : done.Task.Result is { } ms ? Math.Min(ms, patience.TotalMilliseconds) : null;

    /// <summary>What came of a turn.</summary>
    /// <param name="TriedMs">Milliseconds of the tried network; null: it gave no answer.</param>
    /// <param name="ReferenceMs">Milliseconds of the reference; null: it gave no answer.</param>
    /// <param name="IsWhole">Whether neither had to be waited for too long.</param>
    internal sealed record Result(double? TriedMs, double? ReferenceMs, bool IsWhole);
}
