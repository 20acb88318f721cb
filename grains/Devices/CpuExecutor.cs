using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Devices;

/// <summary>
/// A silo's threads for decoding and augmenting: as many as configured, off the grain turns and off the thread pool that carries
/// messages. A submitter waits for room, so work piles up nowhere.
/// </summary>
public sealed class CpuExecutor : IAsyncDisposable
{
    private const int QueuePerWorker = 8;

    private readonly Channel<Action> queue;
    private readonly Thread[] threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="options">Their number.</param>
    public CpuExecutor(IOptions<DeviceOptions> options)
    {
        WorkerCount = options.Value.CpuWorkers == 0 ? Environment.ProcessorCount : options.Value.CpuWorkers;
        queue = Channel.CreateBounded<Action>(WorkerCount * QueuePerWorker);
        threads = new Thread[WorkerCount];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Loop) { Name = $"birdgrid-cpu-{i}", IsBackground = true };
            threads[i].Start();
        }
    }

    /// <summary>Number of threads.</summary>
    public int WorkerCount { get; }

    /// <summary>Runs a job on one of the threads.</summary>
    /// <typeparam name="T">What the job returns.</typeparam>
    /// <param name="name">Name of the job, for traces.</param>
    /// <param name="job">Synchronous work.</param>
    /// <param name="cancellationToken">Gives up waiting; a job that has begun goes on.</param>
    /// <exception cref="ObjectDisposedException">The silo is stopping.</exception>
    public async Task<T> RunAsync<T>(string name, Func<T> job, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = System.Diagnostics.Activity.Current?.Context ?? default;
        void Execute()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                result.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                using var activity = Telemetry.BirdGridTelemetry.Source.StartActivity($"cpu {name}", System.Diagnostics.ActivityKind.Internal, parent);
                result.SetResult(job());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        }

        try
        {
            await queue.Writer.WriteAsync(Execute, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(CpuExecutor));
        }

        return await result.Task;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        foreach (var thread in threads)
        {
            thread.Join();
        }

        return ValueTask.CompletedTask;
    }

    private void Loop()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (queue.Reader.TryRead(out var job))
            {
                job();
            }
        }
    }
}
