namespace BirdGrid.Grains.Training;

/// <summary>
/// A revision counter that can be waited on. Used from one grain's turns only. Revisions of different activations are not in an order, since the clock
/// that they begin with may step back: one that differs from what a caller has seen is news.
/// </summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Another after every change.</summary>
    public long Revision { get; private set; }

    /// <summary>Counts from a time, so that the revisions of another activation are others.</summary>
    public void StartFrom(DateTimeOffset now) => Revision = now.ToUnixTimeMilliseconds();

    /// <summary>Raises the revision and wakes every waiter.</summary>
    public void Raise()
    {
        Revision++;
        var raised = next;
        next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.SetResult();
    }

    /// <summary>Waits until the revision is another than the given one, at most <paramref name="patience"/>.</summary>
    public async Task WaitAsync(long afterRevision, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Revision != afterRevision)
        {
            return;
        }

        try
        {
            await next.Task.WaitAsync(patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing changed: the caller gets the session as it is.
        }
    }
}
