using BirdGrid.Grains.Inference.Messages;

namespace BirdGrid.Grains.Inference.Batching;

/// <summary>A request that waits for its batch.</summary>
/// <param name="input">The images.</param>
/// <param name="arrived">Timestamp of its arrival.</param>
/// <param name="expires">Timestamp after which nobody wants the answer; <see cref="long.MaxValue"/>: never.</param>
internal sealed class PendingInference(InferInput input, long arrived, long expires)
{
    // Who awaits goes on by itself, never on the thread that computes.
    private readonly TaskCompletionSource<InferOutput> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The images.</summary>
    public InferInput Input => input;

    /// <summary>Timestamp of its arrival.</summary>
    public long Arrived => arrived;

    /// <summary>Timestamp after which nobody wants the answer.</summary>
    public long Expires => expires;

    /// <summary>Ends with the answer.</summary>
    public Task<InferOutput> Answer => answer.Task;

    /// <summary>Its place in the queue while it waits; guarded by the queue.</summary>
    public LinkedListNode<PendingInference>? Place { get; set; }

    /// <summary>Answers.</summary>
    public void Complete(InferOutput output) => answer.TrySetResult(output);

    /// <summary>Fails.</summary>
    public void Fail(Exception failure) => answer.TrySetException(failure);

    /// <summary>The caller has gone.</summary>
    public void Cancel(CancellationToken cancellationToken) => answer.TrySetCanceled(cancellationToken);
}
