namespace BirdGrid.Client.Load;

/// <summary>
/// Requests being sent to a target until disposed. <see cref="Cut"/> closes one window and opens the next: whoever measures decides what lies
/// between two cuts (a length of time, a number of answers, a promotion on the server).
/// </summary>
public sealed class LoadRun : IAsyncDisposable
{
    /// <summary>What a run leaves outstanding requests at its end before it cancels them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly ILoadTarget target;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandoning;
    private readonly TaskCompletionSource<Exception> fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task sending;
    private WindowRecorder window;
    private (long Answers, TaskCompletionSource Reached)? goal;
    private long next = -1;

    // One for the sender itself, so that nothing has drained before it ends.
    private int outstanding = 1;

    private LoadRun(ILoadTarget target, LoadShape shape, TimeProvider time)
    {
        this.target = target;
        this.time = time;
        abandoning = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        window = new WindowRecorder(time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        sending = shape is OpenLoop open
            ? Task.Run(() => SendOnScheduleAsync(open))
            : Task.WhenAll(Enumerable.Range(0, ((ClosedLoop)shape).Concurrency).Select(_ => Task.Run(SendInTurnAsync)));
    }

    /// <summary>Ends with what a target threw; a run that goes well never ends it.</summary>
    public Task<Exception> Fault => fault.Task;

    /// <summary>Starts to send.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="shape">How requests follow each other.</param>
    /// <param name="time">Clock; null: the system's.</param>
    public static LoadRun Start(ILoadTarget target, LoadShape shape, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(shape);
        return new LoadRun(target, shape, time ?? TimeProvider.System);
    }

    /// <summary>Closes the window and opens the next; nothing falls between the two.</summary>
    /// <returns>What was answered since the start or the last cut.</returns>
    public LoadWindow Cut()
    {
        var cpu = Environment.CpuUsage.TotalTime;
        lock (gate)
        {
            long now = time.GetTimestamp();
            var closed = window.Close(time.GetElapsedTime(window.Begun, now), cpu);
            window = new WindowRecorder(now, cpu);
            return closed;
        }
    }

    /// <summary>Waits until the open window holds so many answers of any kind.</summary>
    /// <param name="answers">At least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForAnswersAsync(long answers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 1);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (window.Answers >= answers)
            {
                return Task.CompletedTask;
            }

            goal = (answers, reached);
        }

        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends no more, and waits for what is outstanding: up to five seconds, then it is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        abandoning.CancelAfter(Patience);
        await sending;
        Leave();
        await drained.Task;
        abandoning.Dispose();
        stopping.Dispose();
    }

    private async Task SendInTurnAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            await ExecuteAsync(Interlocked.Increment(ref next), time.GetTimestamp(), isOnSchedule: false);
        }
    }

    private async Task SendOnScheduleAsync(OpenLoop shape)
    {
        var schedule = new ArrivalSchedule(shape);
        long start = time.GetTimestamp();
        while (true)
        {
            long due = start + (long)(schedule.Next() * time.TimestampFrequency);
            await WaitUntilAsync(due);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            // The sender counts as one.
            if (Volatile.Read(ref outstanding) > shape.MaximumOutstanding)
            {
                lock (gate)
                {
                    window.AddUnsent();
                }

                continue;
            }

            _ = ExecuteAsync(++next, due, isOnSchedule: true);
        }
    }

    // Timers know whole milliseconds. Rounded up: a request is sent up to a millisecond late rather than early, which its lateness shows; turning
    // a processor until then would take it from a server on the same machine.
    private async Task WaitUntilAsync(long due)
    {
        while (!stopping.IsCancellationRequested && time.GetElapsedTime(time.GetTimestamp(), due) is { Ticks: > 0 } left)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ExecuteAsync(long request, long due, bool isOnSchedule)
    {
        Interlocked.Increment(ref outstanding);
        long sent = isOnSchedule ? time.GetTimestamp() : due;
        try
        {
            var result = await target.SendAsync(request, abandoning.Token).ConfigureAwait(false);
            Record(result, due, sent, time.GetTimestamp());
        }
        catch (OperationCanceledException) when (abandoning.IsCancellationRequested)
        {
            // Outstanding at the end of the run: no window is open any more.
        }
        catch (Exception failure)
        {
            await stopping.CancelAsync();
            fault.TrySetResult(failure);
        }
        finally
        {
            Leave();
        }
    }

    private void Record(in RequestResult result, long due, long sent, long answered)
    {
        TaskCompletionSource? reached = null;
        lock (gate)
        {
            window.Add(result, time.GetElapsedTime(due, sent), time.GetElapsedTime(sent, answered));
            if (goal is { } set && window.Answers >= set.Answers)
            {
                reached = set.Reached;
                goal = null;
            }
        }

        reached?.TrySetResult();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref outstanding) == 0)
        {
            drained.TrySetResult();
        }
    }
}
