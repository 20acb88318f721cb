using System.Diagnostics;
using System.Diagnostics.Metrics;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TorchSharp;

namespace BirdGrid.Grains.Tests.Devices;

public sealed class DeviceExecutorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<DeviceExecutor> _executors = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors)
        {
            await executor.DisposeAsync();
        }
    }

    [Fact]
    public async Task Jobs_run_on_one_thread_and_awaiters_continue_elsewhere()
    {
        var executor = await Started();

        var threads = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => executor.RunAsync("id", DevicePriority.Training, () => Environment.CurrentManagedThreadId, Cancellation)));

        int deviceThread = Assert.Single(threads.Distinct());
        using var release = new ManualResetEventSlim();
        var held = executor.RunAsync("held", DevicePriority.Inference, () => { release.Wait(); return 0; }, Cancellation);
        var continuation = held.ContinueWith(_ => Environment.CurrentManagedThreadId, Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        release.Set();
        Assert.NotEqual(deviceThread, await continuation);
    }

    [Fact]
    public async Task Inference_goes_before_training_and_each_keeps_its_order()
    {
        var executor = Make();
        var order = new List<string>();
        Task[] jobs =
        [
            Record(DevicePriority.Training, "t1"),
            Record(DevicePriority.Training, "t2"),
            Record(DevicePriority.Inference, "i1"),
            Record(DevicePriority.Training, "t3"),
            Record(DevicePriority.Inference, "i2"),
        ];
        Assert.Equal(5, executor.QueueLength);

        await executor.StartAsync(Cancellation);
        await Task.WhenAll(jobs);

        Assert.Equal(["i1", "i2", "t1", "t2", "t3"], order);
        Assert.Equal(0, executor.QueueLength);

        Task Record(DevicePriority priority, string name) => executor.RunAsync(name, priority, () => { order.Add(name); return 0; }, Cancellation);
    }

    [Fact]
    public async Task What_a_job_throws_reaches_its_awaiter_only()
    {
        var executor = await Started();

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => executor.RunAsync<int>("bad", DevicePriority.Training, () => throw new InvalidDataException("NaN loss"), Cancellation));

        Assert.Equal("NaN loss", error.Message);
        Assert.Equal(5, await executor.RunAsync("good", DevicePriority.Training, () => 5, Cancellation));
    }

    [Fact]
    public async Task Tensors_of_a_job_are_released_at_its_end()
    {
        var executor = await Started();
        long before = await LiveTensors(executor);

        float sum = await executor.RunAsync("sum", DevicePriority.Inference, () => (torch.ones(10) + torch.ones(10)).sum().item<float>(), Cancellation);
        await Assert.ThrowsAsync<InvalidDataException>(() => executor.RunAsync<int>("throws", DevicePriority.Inference, () => throw new InvalidDataException(torch.ones(3).ToString()), Cancellation));

        Assert.Equal(20, sum);
        Assert.Equal(before, await LiveTensors(executor));
    }

    [Fact]
    public async Task Detached_tensors_and_modules_live_on_to_the_next_job()
    {
        var executor = await Started();
        TorchSharp.Modules.Linear? layer = null;
        torch.optim.Optimizer? optimizer = null;
        torch.Tensor? kept = null;
        await executor.RunAsync(
            "build",
            DevicePriority.Training,
            () =>
            {
                layer = torch.nn.Linear(3, 2);
                optimizer = torch.optim.Adam(layer.parameters());
                kept = torch.ones(3).DetachFromDisposeScope();
                return 0;
            },
            Cancellation);
        long before = await LiveTensors(executor);

        for (int step = 0; step < 3; step++)
        {
            await executor.RunAsync("step", DevicePriority.Training, Step, Cancellation);
        }

        long stepped = await LiveTensors(executor);
        await executor.RunAsync("step", DevicePriority.Training, Step, Cancellation);
        Assert.Equal(stepped, await LiveTensors(executor));
        Assert.True(stepped >= before);

        float Step()
        {
            optimizer!.zero_grad();
            var loss = layer!.call(kept!).square().sum();
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
    }

    [Fact]
    public async Task A_tensor_is_no_result()
    {
        var executor = await Started();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => executor.RunAsync("leak", DevicePriority.Inference, () => torch.ones(1), Cancellation));

        Assert.Contains("tensors never leave", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_job_can_be_withdrawn_and_a_running_one_sees_the_token()
    {
        var executor = await Started();
        using var cancellation = new CancellationTokenSource();
        using var isRunning = new ManualResetEventSlim();
        var running = executor.RunAsync<int>(
            "watches",
            DevicePriority.Training,
            () =>
            {
                isRunning.Set();
                cancellation.Token.WaitHandle.WaitOne();
                cancellation.Token.ThrowIfCancellationRequested();
                return 0;
            },
            cancellation.Token);
        isRunning.Wait(Cancellation);
        bool hasRun = false;
        var waiting = executor.RunAsync("waits", DevicePriority.Training, () => hasRun = true, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await executor.RunAsync("after", DevicePriority.Training, () => 0, Cancellation);
        Assert.False(hasRun);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => executor.RunAsync("late", DevicePriority.Training, () => 0, cancellation.Token));
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_holds_only_its_priority()
    {
        var executor = Make(options => options.QueueCapacity = 2);
        var queued = Enumerable.Range(0, 3).Select(i => executor.RunAsync("t", DevicePriority.Training, () => i, Cancellation)).ToArray();
        using var impatient = new CancellationTokenSource();
        var withdrawn = executor.RunAsync("t", DevicePriority.Training, () => 9, impatient.Token);
        Assert.Equal(2, executor.QueueLength);
        var inference = executor.RunAsync("i", DevicePriority.Inference, () => 7, Cancellation);
        Assert.Equal(3, executor.QueueLength);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);

        await executor.StartAsync(Cancellation);

        Assert.Equal(7, await inference);
        Assert.Equal(Enumerable.Range(0, 3), await Task.WhenAll(queued));
    }

    [Fact]
    public async Task Stopping_finishes_what_waits_and_refuses_the_rest()
    {
        var executor = await Started();
        var jobs = Enumerable.Range(0, 10).Select(i => executor.RunAsync("t", DevicePriority.Training, () => i, Cancellation)).ToArray();

        await executor.StopAsync(Cancellation);

        Assert.All(jobs, job => Assert.True(job.IsCompletedSuccessfully || !job.IsCompleted));
        Assert.Equal(Enumerable.Range(0, 10), await Task.WhenAll(jobs));
        await Assert.ThrowsAsync<ExecutorStoppedException>(() => executor.RunAsync("late", DevicePriority.Inference, () => 0, Cancellation));
        await executor.DisposeAsync();
        await Assert.ThrowsAsync<ExecutorStoppedException>(() => executor.RunAsync("later", DevicePriority.Inference, () => 0, Cancellation));
    }

    [Fact]
    public async Task A_hurried_stop_fails_what_has_not_begun()
    {
        var executor = await Started(options => options.QueueCapacity = 1);
        using var isRunning = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var running = executor.RunAsync("t", DevicePriority.Training, () => { isRunning.Set(); release.Wait(); return 1; }, Cancellation);
        isRunning.Wait(Cancellation);
        var waiting = executor.RunAsync("t", DevicePriority.Training, () => 2, Cancellation);
        var waitingForRoom = executor.RunAsync("t", DevicePriority.Training, () => 3, Cancellation);

        await executor.StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<ExecutorStoppedException>(() => waiting);
        await Assert.ThrowsAsync<ExecutorStoppedException>(() => waitingForRoom);
        release.Set();
        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task A_missing_cuda_device_stops_the_start_with_the_reason()
    {
        var executor = Make(options => options.Device = "cuda:99");

        var error = await Assert.ThrowsAsync<DeviceUnavailableException>(() => executor.StartAsync(Cancellation));

        Assert.Contains("cuda:99 was asked for", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ExecutorStoppedException>(() => executor.RunAsync("t", DevicePriority.Training, () => 0, Cancellation));
        Assert.Throws<InvalidOperationException>(() => executor.Device);
        await executor.StopAsync(Cancellation);
    }

    [Fact]
    public async Task The_device_thread_uses_the_threads_it_was_given()
    {
        var executor = await Started(options => options.Threads = 1);

        Assert.Equal(1, await executor.RunAsync("threads", DevicePriority.Inference, torch.get_num_threads, Cancellation));
        Assert.Equal(DeviceType.CPU, executor.Device.type);
    }

    [Fact]
    public async Task A_job_is_a_child_of_its_callers_activity_and_is_timed()
    {
        var activities = new List<Activity>();
        using var source = new ActivitySource("caller");
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var durations = new Dictionary<string, double>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BirdGridTelemetry.Name && instrument.Unit == "s")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (tags[0].Value is "traced-job")
            {
                durations[instrument.Name] = value;
            }
        });
        meters.Start();

        var executor = Make();
        Task<Activity?> job;
        using (var caller = source.StartActivity("call"))
        {
            job = executor.RunAsync("traced-job", DevicePriority.Inference, () => { _time.Advance(TimeSpan.FromSeconds(2)); return Activity.Current; }, Cancellation);
            _time.Advance(TimeSpan.FromSeconds(3));
            await executor.StartAsync(Cancellation);
            var inside = await job;

            Assert.Equal("device traced-job", inside!.OperationName);
            Assert.Same(caller, inside.Parent);
        }

        Assert.Null(await executor.RunAsync("untraced", DevicePriority.Inference, () => Activity.Current?.Parent, Cancellation));
        Assert.Equal(3, durations["birdgrid.device.queue.duration"]);
        Assert.Equal(2, durations["birdgrid.device.job.duration"]);
        Assert.Contains(activities, activity => activity.OperationName == "device traced-job");
    }

    [Fact]
    public async Task The_host_runs_the_registered_executors()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDeviceExecutor(options => options.Configure(device => device.Device = "cpu")).AddCpuExecutor();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        Assert.Equal(3, await host.Services.GetRequiredService<DeviceExecutor>().RunAsync("t", DevicePriority.Inference, () => 3, Cancellation));
        Assert.Equal(4, await host.Services.GetRequiredService<CpuExecutor>().RunAsync("t", () => 4, Cancellation));
        await host.StopAsync(Cancellation);
    }

    private static Task<long> LiveTensors(DeviceExecutor executor) =>
        executor.RunAsync("count", DevicePriority.Training, () => DisposeScopeManager.Statistics.ThreadTotalLiveCount, Cancellation);

    private DeviceExecutor Make(Action<DeviceOptions>? configure = null)
    {
        var options = new DeviceOptions { Device = "cpu" };
        configure?.Invoke(options);
        var executor = new DeviceExecutor(Options.Create(options), NullLogger<DeviceExecutor>.Instance, _time);
        _executors.Add(executor);
        return executor;
    }

    private async Task<DeviceExecutor> Started(Action<DeviceOptions>? configure = null)
    {
        var executor = Make(configure);
        await executor.StartAsync(Cancellation);
        return executor;
    }
}
