using System.Diagnostics;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Devices;

/// <summary>The threads of an executor: they take jobs one after another, trace and time them.</summary>
/// <param name="kind">Prefix of thread and activity names.</param>
/// <param name="queue">Where jobs come from.</param>
/// <param name="instruments">Where times go.</param>
/// <param name="time">The clock.</param>
internal sealed class ExecutorThreads(string kind, ExecutorQueue queue, ExecutorInstruments instruments, TimeProvider time)
{
    private readonly List<Task> _ended = [];

    /// <summary>Starts the threads; returns when each has prepared itself, or with what the preparation threw.</summary>
    /// <param name="prepare">Runs first on each thread.</param>
    /// <param name="run">Runs a job on its thread.</param>
    public Task StartAsync(Action prepare, Action<ExecutorJob> run) => Task.WhenAll(Enumerable.Range(0, queue.WorkerCount).Select(index =>
    {
        var prepared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ended.Add(ended.Task);
        new Thread(() => Work(prepare, run, prepared, ended)) { IsBackground = true, Name = $"birdgrid-{kind}-{index}" }.Start();
        return prepared.Task;
    }).ToArray());

    /// <summary>Takes no more jobs and finishes those that wait; once the token is cancelled it fails those not begun and leaves the running ones behind.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        try
        {
            await Task.WhenAll(_ended).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            queue.AbandonWaiting();
        }
    }

    /// <summary>Fails the jobs not begun and waits for the running ones, which cannot be interrupted.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Dispose();
        await Task.WhenAll(_ended);
    }

    private void Work(Action prepare, Action<ExecutorJob> run, TaskCompletionSource prepared, TaskCompletionSource ended)
    {
        try
        {
            prepare();
        }
        catch (Exception error)
        {
            prepared.SetException(error);
            queue.Dispose();
            ended.SetResult();
            return;
        }

        prepared.SetResult();
        while (queue.TryTake(out var job))
        {
            if (job.TryStart())
            {
                Trace(job, run);
            }
        }

        ended.SetResult();
    }

    private void Trace(ExecutorJob job, Action<ExecutorJob> run)
    {
        var queued = time.GetElapsedTime(job.EnqueuedAt);
        long startedAt = time.GetTimestamp();
        Activity.Current = job.Caller;
        using (var activity = BirdGridTelemetry.Source.StartActivity($"{kind} {job.Name}"))
        {
            try
            {
                run(job);
            }
            catch (Exception error)
            {
                job.Fault(error);
            }

            if (job.Error is { } fault)
            {
                activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            }
        }

        Activity.Current = null;
        instruments.Record(job, queued, time.GetElapsedTime(startedAt));
        // Last, so that the awaiter finds the job's tensors released and its trace ended.
        job.Complete();
    }
}
