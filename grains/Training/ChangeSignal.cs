namespace BirdGrid.Grains.Training;

/// <summary>A revision counter that can be waited on. Used from one grain's turns only.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Rises with every change.</summary>
    public long Revision { get; private set; }

    /// <summary>Counts from a time, so that revisions go on rising when the grain is activated anew.</summary>
    public void StartFrom(DateTimeOffset now) => Revision = now.ToUnixTimeMilliseconds();

    /// <summary>Raises the revision and wakes every waiter.</summary>
    public void Raise()
    {
        Revision++;
        var raised = next;
        next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.SetResult();
    }

    /// <summary>Waits until the revision is above the given one, at most <paramref name="patience"/>.</summary>
    public async Task WaitAsync(long afterRevision, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Revision > afterRevision)
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
