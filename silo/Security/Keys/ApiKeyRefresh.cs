using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security.Keys;

/// <summary>Keeps a silo's knowledge of the grid's keys fresh, and tells the grid when they were used.</summary>
internal sealed partial class ApiKeyRefresh(ApiKeyCache cache, IGrainFactory grains, SecurityOptions options, TimeProvider clock, ILogger<ApiKeyRefresh> logger) : SupervisedService(clock, logger)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Dictionary<string, DateTimeOffset> reported = new(StringComparer.Ordinal);
    private long revision = -1;

    /// <summary>Looks for new and revoked keys now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var snapshot = await grains.GetGrain<IApiKeysGrain>(0).Read(revision);
            if (snapshot.Keys is { } keys)
            {
                cache.Load(keys);
                revision = snapshot.Revision;
            }
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        oneAtATime.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.KeyRefreshSeconds), Clock);
        long lastReport = Clock.GetTimestamp();
        bool reachable = true;
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
                if (Clock.GetElapsedTime(lastReport) >= ReportInterval)
                {
                    lastReport = Clock.GetTimestamp();
                    await ReportUsesAsync();
                }

                reachable = true;
            }
            catch (Exception lost) when (!stoppingToken.IsCancellationRequested)
            {
                // Known keys go on being good: a grid whose store is away would otherwise be closed to everyone.
                if (reachable)
                {
                    LogNotRefreshed(Logger, lost);
                }

                reachable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReportUsesAsync()
    {
        var uses = cache.Stored
            .Where(e => e.LastUsed is { } used && used != reported.GetValueOrDefault(e.StoredId!))
            .ToDictionary(e => e.StoredId!, e => e.LastUsed!.Value, StringComparer.Ordinal);
        if (uses.Count == 0)
        {
            return;
        }

        await grains.GetGrain<IApiKeysGrain>(0).Touch(uses);
        foreach (var (id, when) in uses)
        {
            reported[id] = when;
        }
    }

    [LoggerMessage(EventId = 622, EventName = "KeysNotRefreshed", Level = LogLevel.Warning, Message = "The grid's keys could not be read; those known stay good, and it is tried again.")]
    private static partial void LogNotRefreshed(ILogger logger, Exception failure);
}
