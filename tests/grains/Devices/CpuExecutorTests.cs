using BirdGrid.Grains.Devices;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Devices;

public sealed class CpuExecutorTests : IAsyncDisposable
{
    private CpuExecutor? _executor;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_executor is not null)
        {
            await _executor.DisposeAsync();
        }
    }

    [Fact]
    public async Task As_many_jobs_run_at_once_as_there_are_workers_and_no_more()
    {
        var executor = await Started(workers: 3);
        using var meeting = new Barrier(3);
        int runningCount = 0;
        int mostRunning = 0;

        // Ends only if three jobs are inside together, three times.
        await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => executor.RunAsync(
            "meet",
            () =>
            {
                int now = Interlocked.Increment(ref runningCount);
                InterlockedMaximum(ref mostRunning, now);
                meeting.SignalAndWait();
                return Interlocked.Decrement(ref runningCount);
            },
            Cancellation)));

        Assert.Equal(3, executor.WorkerCount);
        Assert.InRange(mostRunning, 3, 3);
    }

    [Fact]
    public async Task Every_result_comes_back_through_a_short_queue()
    {
        var executor = await Started(workers: 4, capacity: 2);

        int[] results = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => executor.RunAsync("square", () => i * i, Cancellation)));

        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * i), results);
        Assert.Equal(0, executor.QueueLength);
    }

    [Fact]
    public async Task Errors_reach_the_awaiter()
    {
        var executor = await Started(workers: 1);

        await Assert.ThrowsAsync<InvalidDataException>(() => executor.RunAsync<int>("bad", () => throw new InvalidDataException("not a photo"), Cancellation));

        Assert.Equal(1, await executor.RunAsync("good", () => 1, Cancellation));
    }

    [Fact]
    public async Task Stopping_finishes_what_waits()
    {
        var executor = await Started(workers: 2);
        var jobs = Enumerable.Range(0, 50).Select(i => executor.RunAsync("t", () => i, Cancellation)).ToArray();

        await executor.StopAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(jobs));
        await Assert.ThrowsAsync<ExecutorStoppedException>(() => executor.RunAsync("late", () => 0, Cancellation));
    }

    [Fact]
    public async Task Zero_workers_means_one_per_core() => Assert.Equal(Environment.ProcessorCount, (await Started(workers: 0)).WorkerCount);

    [Theory]
    [InlineData(-1, 5, "Workers is -1")]
    [InlineData(1, 0, "QueueCapacity is 0")]
    public void Wrong_settings_are_named(int workers, int capacity, string expected)
    {
        var result = new CpuExecutorOptionsValidator().Validate(null, new CpuExecutorOptions { Workers = workers, QueueCapacity = capacity });

        Assert.Contains(expected, result.FailureMessage, StringComparison.Ordinal);
    }

    private static void InterlockedMaximum(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private async Task<CpuExecutor> Started(int workers, int capacity = 100)
    {
        _executor = new CpuExecutor(Options.Create(new CpuExecutorOptions { Workers = workers, QueueCapacity = capacity }), TimeProvider.System);
        await _executor.StartAsync(Cancellation);
        return _executor;
    }
}
