using BirdGrid.Grains.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Hosting;

public sealed class SupervisedServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Work_that_throws_begins_anew_and_never_ends_its_host()
    {
        using var service = new Work(clock, failures: 4);
        await service.StartAsync(Token);

        while (!service.ExecuteTask!.IsCompleted)
        {
            clock.Advance(SupervisedService.ShortestPause);
            await Task.Yield();
        }

        await service.ExecuteTask;
        Assert.Equal(5, service.Runs);
    }

    [Fact]
    public async Task Work_that_waits_to_begin_anew_stops_with_its_host()
    {
        using var service = new Work(clock, failures: int.MaxValue);
        await service.StartAsync(Token);
        await service.HasRun;

        await service.StopAsync(Token);

        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Work_that_is_cancelled_by_something_else_than_the_host_begins_anew()
    {
        using var service = new Work(clock, failures: 1) { Failure = () => new OperationCanceledException() };
        await service.StartAsync(Token);

        while (!service.ExecuteTask!.IsCompleted)
        {
            clock.Advance(SupervisedService.ShortestPause);
            await Task.Yield();
        }

        Assert.Equal(2, service.Runs);
    }

    private sealed class Work(TimeProvider clock, int failures) : SupervisedService(clock, NullLogger.Instance)
    {
        private readonly TaskCompletionSource hasRun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<Exception> Failure { get; init; } = () => new InvalidOperationException("broken");

        public int Runs { get; private set; }

        public Task HasRun => hasRun.Task;

        protected override Task RunAsync(CancellationToken stoppingToken)
        {
            hasRun.TrySetResult();
            return ++Runs > failures ? Task.CompletedTask : Task.FromException(Failure());
        }
    }
}
