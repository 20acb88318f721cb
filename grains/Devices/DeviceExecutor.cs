using System.Diagnostics;
using System.Threading.Channels;
using BirdGrid.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace BirdGrid.Grains.Devices;

/// <summary>
/// The one thread that touches a device. Grains hand it synchronous jobs and await the results; the tensors a job makes are let go when
/// it ends unless they were made outside its dispose scope on purpose. Inference overtakes training between jobs.
/// </summary>
public sealed class DeviceExecutor : IHostedService, IAsyncDisposable
{
    private readonly DeviceOptions options;
    private readonly Channel<Job> inference;
    private readonly Channel<Job> training;
    private readonly SemaphoreSlim waiting = new(0);
    private readonly TaskCompletionSource<torch.Device> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private bool started;

    /// <summary>Makes the executor; the thread starts with the host.</summary>
    /// <param name="options">Device and queue length.</param>
    public DeviceExecutor(IOptions<DeviceOptions> options)
    {
        this.options = options.Value;
        inference = Channel.CreateBounded<Job>(this.options.QueueLength);
        training = Channel.CreateBounded<Job>(this.options.QueueLength);
    }

    /// <summary>The device; known once the host has started.</summary>
    public torch.Device Device => opened.Task.IsCompletedSuccessfully
        ? opened.Task.Result
        : throw new InvalidOperationException("The device executor has not started.");

    /// <summary>Jobs that wait.</summary>
    public int QueueLength => inference.Reader.Count + training.Reader.Count;

    /// <summary>Runs a job on the device thread. Waits for room in the queue; a job that is cancelled before its turn does not run.</summary>
    /// <typeparam name="T">What the job returns: numbers and records, never tensors that outlive it by accident.</typeparam>
    /// <param name="name">Name of the job, for traces.</param>
    /// <param name="job">Synchronous torch work.</param>
    /// <param name="priority">Which queue.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ObjectDisposedException">The silo is stopping.</exception>
    public async Task<T> RunAsync<T>(string name, Func<T> job, DevicePriority priority, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
        var work = new Job<T>(name, job, priority, cancellationToken);
        try
        {
            await (priority == DevicePriority.Inference ? inference : training).Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(DeviceExecutor));
        }

        waiting.Release();
        return await work.Result.Task;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        started = true;
        new Thread(Loop) { Name = $"birdgrid-device-{options.Name}", IsBackground = true }.Start();
        await opened.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        inference.Writer.TryComplete();
        training.Writer.TryComplete();
        waiting.Release();
        if (started)
        {
            await ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The service provider disposes once for each registration: only the first call finds anything to do.
        await StopAsync(CancellationToken.None);
    }

    private void Loop()
    {
        try
        {
            opened.SetResult(TorchDevice.Open(options));
        }
        catch (Exception failure)
        {
            opened.SetException(failure);
            ended.SetResult();
            return;
        }

        while (!stopping.IsCancellationRequested)
        {
            waiting.Wait();
            if (inference.Reader.TryRead(out var job) || training.Reader.TryRead(out job))
            {
                job.Run();
            }
        }

        while (inference.Reader.TryRead(out var left) || training.Reader.TryRead(out left))
        {
            left.Abandon();
        }

        ended.SetResult();
    }

    private abstract class Job(string name, DevicePriority priority, CancellationToken cancellationToken)
    {
        private readonly ActivityContext parent = Activity.Current?.Context ?? default;
        private readonly long enqueued = Stopwatch.GetTimestamp();

        public void Run()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Cancel(cancellationToken);
                return;
            }

            var tag = new KeyValuePair<string, object?>("birdgrid.priority", priority == DevicePriority.Inference ? "inference" : "training");
            DeviceMetrics.QueueDuration.Record(Stopwatch.GetElapsedTime(enqueued).TotalSeconds, tag);
            long started = Stopwatch.GetTimestamp();
            using (BirdGridTelemetry.Source.StartActivity($"device {name}", ActivityKind.Internal, parent))
            {
                Execute();
            }

            DeviceMetrics.JobDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tag);
        }

        public void Abandon() => Cancel(new CancellationToken(canceled: true));

        protected abstract void Execute();

        protected abstract void Cancel(CancellationToken token);
    }

    private sealed class Job<T>(string name, Func<T> work, DevicePriority priority, CancellationToken cancellationToken) : Job(name, priority, cancellationToken)
    {
        // Continuations must not run on the device thread.
        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void Execute()
        {
            try
            {
                Result.SetResult(work());
            }
            catch (Exception failure)
            {
                Result.SetException(failure);
            }
        }

        protected override void Cancel(CancellationToken token) => Result.TrySetCanceled(token);
    }
}
