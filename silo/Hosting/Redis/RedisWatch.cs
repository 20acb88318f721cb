using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>
/// Looks at Redis: before anything of a silo starts, which a Redis that cannot be used stops, or holds up where that is configured; and every second
/// after, so that calls, probes and callers know at once when the grid's state is away.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="cluster">How long to wait at the start.</param>
/// <param name="state">Told how it is.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Log.</param>
internal sealed partial class RedisWatch(RedisConnection redis, ClusterOptions cluster, StateAvailability state, TimeProvider clock, ILogger<RedisWatch> logger)
    : SupervisedService(clock, logger), IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    /// <exception cref="RedisUnavailableException">Redis cannot be used, and the time to wait for it is over.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        long began = Clock.GetTimestamp();
        for (bool isTold = false; ; isTold = true)
        {
            try
            {
                await redis.ProbeAsync(cancellationToken);
                return;
            }
            catch (RedisUnavailableException away) when (Clock.GetElapsedTime(began).TotalSeconds < cluster.WaitSeconds)
            {
                if (!isTold)
                {
                    LogWaiting(Logger, away.Message, cluster.WaitSeconds);
                }

                await Task.Delay(Interval, Clock, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(ProbeTimeout);
            await redis.ProbeAsync(patience.Token);
            if (state.Returned())
            {
                LogReturned(Logger, redis.Where);
            }
        }
        catch (RedisUnavailableException away)
        {
            Lost(away.Reason);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            Lost("does not answer in time");
        }
    }

    private void Lost(string reason)
    {
        if (state.Lost($"Redis, which keeps the grid's state, cannot be used: it {reason}."))
        {
            LogAway(Logger, redis.Where, reason);
        }
    }

    [LoggerMessage(EventId = 640, EventName = "RedisAwaited", Level = LogLevel.Warning, Message = "{Problem} The silo waits for it for up to {Seconds} s.")]
    private static partial void LogWaiting(ILogger logger, string problem, double seconds);

    [LoggerMessage(EventId = 641, EventName = "RedisAway", Level = LogLevel.Error, Message = "Redis at {Address} cannot be used: it {Reason}. What is in memory goes on; changes are refused.")]
    private static partial void LogAway(ILogger logger, string address, string reason);

    [LoggerMessage(EventId = 642, EventName = "RedisReturned", Level = LogLevel.Warning, Message = "Redis at {Address} can be used again.")]
    private static partial void LogReturned(ILogger logger, string address);
}
