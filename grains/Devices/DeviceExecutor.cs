using BirdGrid.Vision.Inference;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace BirdGrid.Grains.Devices;

/// <summary>
/// The only thread of this silo that calls libtorch. Grains hand it synchronous jobs and await plain data; classification goes before
/// training. Register it before Orleans, so that it stops after the grains: they may need it for a last checkpoint.
/// </summary>
public sealed partial class DeviceExecutor : IHostedService, IAsyncDisposable
{
    private const string Kind = "device";

    private readonly DeviceOptions _options;
    private readonly ILogger<DeviceExecutor> _logger;
    private readonly TimeProvider _time;
    private readonly ExecutorQueue _queue;
    private readonly ExecutorThreads _threads;
    private readonly IdleMemory _memory;
    private torch.Device? _device;

    /// <summary>Makes the executor; jobs wait until it is started.</summary>
    /// <param name="options">Device, threads, determinism, queue length.</param>
    /// <param name="logger">Told which device was chosen.</param>
    /// <param name="time">Measures waiting and running.</param>
    public DeviceExecutor(IOptions<DeviceOptions> options, ILogger<DeviceExecutor> logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _logger = logger;
        _time = time;
        _queue = new ExecutorQueue(Kind, Enum.GetValues<DevicePriority>().Length, _options.QueueCapacity, workerCount: 1);
        _threads = new ExecutorThreads(Kind, _queue, ExecutorInstruments.Device, time);
        _memory = new IdleMemory(time, TorchRuntime.ReturnMemory);
    }

    /// <summary>The device that jobs compute on; known once the executor has started.</summary>
    /// <exception cref="InvalidOperationException">The executor has not started.</exception>
    public torch.Device Device => _device ?? throw new InvalidOperationException("The device is chosen when the executor starts; start the host first.");

    /// <summary>Jobs that wait, of both priorities.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>
    /// Runs a job on the device thread inside a dispose scope: tensors it creates are released at its end, except those it detaches
    /// (<c>DetachFromDisposeScope</c>). What the job throws reaches the awaiter. The awaiter continues off the device thread.
    /// </summary>
    /// <typeparam name="T">Plain data; no tensor.</typeparam>
    /// <param name="jobName">What the job does, for traces and metrics, for example <c>train-step</c>; few different values.</param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="job">Synchronous work; long work is cut into jobs of a second or less, so that others get their turn.</param>
    /// <param name="cancellationToken">Withdraws a job that has not begun; a job that runs must watch it by itself.</param>
    /// <returns>The job's result.</returns>
    /// <exception cref="ExecutorStoppedException">The silo is stopping.</exception>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is a tensor.</exception>
    public async Task<T> RunAsync<T>(string jobName, DevicePriority priority, Func<T> job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (typeof(torch.Tensor).IsAssignableFrom(typeof(T)))
        {
            throw new ArgumentException("A device job returns plain data: tensors never leave the device thread.", nameof(job));
        }

        var queued = new ExecutorJob<T>(jobName, _time.GetTimestamp(), job, cancellationToken);
        await _queue.EnqueueAsync(queued, (int)priority, cancellationToken);
        T result = await queued.Completion;
        if (priority == DevicePriority.Training)
        {
            _memory.Touch();
        }

        return result;
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceUnavailableException">The device that the settings ask for does not exist; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _threads.StartAsync(() => _device = DeviceSetup.Prepare(_options), RunInScope);
        LogStarted(_options.Device, Device.type, Device.index, _options.Deterministic);
    }

    /// <inheritdoc/>
    /// <remarks>Waiting jobs are finished until the token is cancelled; the rest fail with <see cref="ExecutorStoppedException"/>.</remarks>
    public Task StopAsync(CancellationToken cancellationToken) => _threads.StopAsync(cancellationToken);

    /// <summary>Fails the jobs not begun and waits for the running one.</summary>
    /// <returns>Ends with the device thread.</returns>
    public ValueTask DisposeAsync()
    {
        _memory.Dispose();
        return _threads.DisposeAsync();
    }

    private static void RunInScope(ExecutorJob job)
    {
        using (torch.NewDisposeScope())
        {
            job.Run();
        }

        ExecutorInstruments.LiveTensors.Record(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Device '{Setting}': computing on {Type} {Index} (deterministic: {Deterministic}).")]
    private partial void LogStarted(string setting, DeviceType type, int index, bool deterministic);
}
