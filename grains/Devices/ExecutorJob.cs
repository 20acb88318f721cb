using System.Diagnostics;

namespace BirdGrid.Grains.Devices;

/// <summary>A piece of work that waits for an executor's thread.</summary>
/// <param name="name">What the job does, for traces and metrics; few different values.</param>
/// <param name="enqueuedAt">Timestamp of the call.</param>
internal abstract class ExecutorJob(string name, long enqueuedAt)
{
    /// <summary>What the job does.</summary>
    public string Name => name;

    /// <summary>Timestamp of the call.</summary>
    public long EnqueuedAt => enqueuedAt;

    /// <summary>The caller's activity.</summary>
    public Activity? Caller { get; } = Activity.Current;

    /// <summary>Claims the job for a thread; false where it was cancelled while it waited.</summary>
    public abstract bool TryStart();

    /// <summary>What the work threw, or null.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>Does the work and keeps its result or error.</summary>
    public abstract void Run();

    /// <summary>Keeps an error from around the work.</summary>
    public void Fault(Exception error) => Error = error;

    /// <summary>Hands result or error to the awaiter.</summary>
    public abstract void Complete();

    /// <summary>Fails a job that was not started.</summary>
    public abstract void Abandon(Exception error);
}

/// <summary>A piece of work with a result.</summary>
internal sealed class ExecutorJob<T> : ExecutorJob
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Abandoned = 2;

    // Awaiters continue on their own scheduler, never on the executor's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<T> _work;
    private readonly CancellationToken token;
    private readonly CancellationTokenRegistration _cancellation;
    private T _result = default!;
    private int _state;

    public ExecutorJob(string name, long enqueuedAt, Func<T> work, CancellationToken cancellationToken)
        : base(name, enqueuedAt)
    {
        _work = work;
        token = cancellationToken;
        _cancellation = cancellationToken.UnsafeRegister(static (job, token) => ((ExecutorJob<T>)job!).Cancel(token), this);
    }

    /// <summary>Ends with the job.</summary>
    public Task<T> Completion => _completion.Task;

    public override bool TryStart()
    {
        // A token tells its listeners one after the other: the thread may get here before this job is told.
        if (token.IsCancellationRequested)
        {
            Cancel(token);
        }

        bool isStarted = Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;
        _cancellation.Unregister();
        return isStarted;
    }

    public override void Run()
    {
        try
        {
            _result = _work();
        }
        catch (Exception error)
        {
            Error = error;
        }
    }

    public override void Complete()
    {
        if (Error is OperationCanceledException cancelled)
        {
            _completion.SetCanceled(cancelled.CancellationToken);
        }
        else if (Error is not null)
        {
            _completion.SetException(Error);
        }
        else
        {
            _completion.SetResult(_result);
        }
    }

    public override void Abandon(Exception error)
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting)
        {
            _cancellation.Unregister();
            _completion.SetException(error);
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting)
        {
            _completion.SetCanceled(token);
        }
    }
}
