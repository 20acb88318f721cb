using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Devices;

/// <summary>A bounded pool of threads for decoding and augmenting photos, off grain turns and off the thread pool that carries messages.</summary>
public sealed class CpuExecutor : IHostedService, IAsyncDisposable
{
    private const string Kind = "cpu";

    private readonly TimeProvider _time;
    private readonly ExecutorQueue _queue;
    private readonly ExecutorThreads _threads;

    /// <summary>Makes the pool; jobs wait until it is started.</summary>
    /// <param name="options">Workers and queue length.</param>
    /// <param name="time">Measures waiting and running.</param>
    public CpuExecutor(IOptions<CpuExecutorOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        int workerCount = options.Value.Workers == 0 ? Environment.ProcessorCount : options.Value.Workers;
        _queue = new ExecutorQueue(Kind, priorityCount: 1, options.Value.QueueCapacity, workerCount);
        _threads = new ExecutorThreads(Kind, _queue, ExecutorInstruments.Cpu, time);
    }

    /// <summary>Jobs that run at once, at most.</summary>
    public int WorkerCount => _queue.WorkerCount;

    /// <summary>Jobs that wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Runs a job on a worker thread. What it throws reaches the awaiter, who continues off the worker thread.</summary>
    /// <typeparam name="T">The job's result.</typeparam>
    /// <param name="jobName">What the job does, for traces and metrics, for example <c>decode</c>; few different values.</param>
    /// <param name="job">Synchronous work.</param>
    /// <param name="cancellationToken">Withdraws a job that has not begun; a job that runs must watch it by itself.</param>
    /// <returns>The job's result.</returns>
    /// <exception cref="ExecutorStoppedException">The silo is stopping.</exception>
    public async Task<T> RunAsync<T>(string jobName, Func<T> job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var queued = new ExecutorJob<T>(jobName, _time.GetTimestamp(), job, cancellationToken);
        await _queue.EnqueueAsync(queued, priority: 0, cancellationToken);
        return await queued.Completion;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _threads.StartAsync(prepare: static () => { }, run: static job => job.Run());

    /// <inheritdoc/>
    /// <remarks>Waiting jobs are finished until the token is cancelled; the rest fail with <see cref="ExecutorStoppedException"/>.</remarks>
    public Task StopAsync(CancellationToken cancellationToken) => _threads.StopAsync(cancellationToken);

    /// <summary>Fails the jobs not begun and waits for the running ones.</summary>
    /// <returns>Ends with the worker threads.</returns>
    public ValueTask DisposeAsync() => _threads.DisposeAsync();
}
