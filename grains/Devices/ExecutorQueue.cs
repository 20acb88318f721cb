using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Devices;

/// <summary>
/// A bounded queue per priority between async callers, who wait for room without a thread, and worker threads, which block for work.
/// </summary>
internal sealed class ExecutorQueue : IDisposable
{
    private readonly string _executorName;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly Queue<ExecutorJob>[] _waiting;
    private readonly SemaphoreSlim[] _room;
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="executorName">For the error after closing.</param>
    /// <param name="priorityCount">Priority 0 goes first.</param>
    /// <param name="capacity">Most waiting jobs of each priority.</param>
    /// <param name="workerCount">Threads that call <see cref="TryTake"/>.</param>
    public ExecutorQueue(string executorName, int priorityCount, int capacity, int workerCount)
    {
        _executorName = executorName;
        _waiting = [.. Enumerable.Range(0, priorityCount).Select(_ => new Queue<ExecutorJob>())];
        _room = [.. Enumerable.Range(0, priorityCount).Select(_ => new SemaphoreSlim(capacity))];
        WorkerCount = workerCount;
    }

    /// <summary>Threads that call <see cref="TryTake"/>.</summary>
    public int WorkerCount { get; }

    /// <summary>Waiting jobs of all priorities.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Sum(queue => queue.Count);
            }
        }
    }

    /// <summary>Adds a job, waiting for room; a job that cannot be added is abandoned.</summary>
    /// <exception cref="ExecutorStoppedException">The queue is closed.</exception>
    public async Task EnqueueAsync(ExecutorJob job, int priority, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForRoomAsync(_room[priority], cancellationToken);
            lock (_gate)
            {
                ThrowIfClosed();
                _waiting[priority].Enqueue(job);
                _available.Release();
            }
        }
        catch (Exception error)
        {
            job.Abandon(error);
            throw;
        }
    }

    /// <summary>Blocks until there is a job, and takes the oldest of the highest priority; false once the queue is closed and empty.</summary>
    public bool TryTake([NotNullWhen(true)] out ExecutorJob? job)
    {
        _available.Wait();
        lock (_gate)
        {
            for (int priority = 0; priority < _waiting.Length; priority++)
            {
                if (_waiting[priority].TryDequeue(out job))
                {
                    _room[priority].Release();
                    return true;
                }
            }
        }

        job = null;
        return false;
    }

    /// <summary>Takes no more jobs; those that wait are still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            // One more permit than jobs for each worker: it finds the queue empty and ends.
            _available.Release(WorkerCount);
        }

        _closing.Cancel();
    }

    /// <summary>Fails every job that waits.</summary>
    public void AbandonWaiting()
    {
        ExecutorJob[] abandoned;
        lock (_gate)
        {
            abandoned = [.. _waiting.SelectMany(queue => queue)];
            foreach (var queue in _waiting)
            {
                queue.Clear();
            }
        }

        foreach (var job in abandoned)
        {
            job.Abandon(new ExecutorStoppedException(_executorName));
        }
    }

    /// <summary>Closes the queue and fails what waits. (The semaphores hold no handles and still answer late callers.)</summary>
    public void Dispose()
    {
        Close();
        AbandonWaiting();
    }

    private async Task WaitForRoomAsync(SemaphoreSlim room, CancellationToken cancellationToken)
    {
        // The common case needs no linked token.
        if (!cancellationToken.IsCancellationRequested && room.Wait(0, CancellationToken.None))
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ExecutorStoppedException(_executorName);
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new ExecutorStoppedException(_executorName);
        }
    }
}
