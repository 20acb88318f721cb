using System.Collections.Concurrent;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>What every caller has asked this silo for; tells the grid of photos that count towards a day's quota, a batch at a time.</summary>
internal sealed partial class CallerUsages(IGrainFactory grains, SecurityOptions options, TimeProvider clock, ILogger<CallerUsages> logger) : SupervisedService(clock, logger)
{
    private const int ManyCallers = 10_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, CallerUsage> usages = new(StringComparer.Ordinal);

    /// <summary>A caller's usage; null where it has no limits.</summary>
    public CallerUsage? Of(Caller caller)
    {
        if (caller.Limits == CallerLimits.None)
        {
            return null;
        }

        return usages.TryGetValue(caller.Id, out var usage) && usage.Limits == caller.Limits ? usage : Begin(caller);
    }

    /// <summary>Tells the grid of every caller's photos now, and learns of those on other silos.</summary>
    public async Task FlushAsync()
    {
        foreach (var (id, usage) in usages)
        {
            if (usage.Quota is { } quota)
            {
                await FlushAsync(id, quota);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync();
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.QuotaFlushSeconds), Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryFlushAsync();
            Trim();
        }
    }

    private CallerUsage Begin(Caller caller)
    {
        var usage = new CallerUsage(caller.Limits, Clock);
        usage = usages.AddOrUpdate(caller.Id, usage, (_, other) => other.Limits == caller.Limits ? other : usage);
        if (usage.Quota is { } quota)
        {
            // What the caller has used elsewhere, or before this silo started, is known a moment later.
            _ = TryFlushAsync(caller.Id, quota);
        }

        return usage;
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (Exception lost)
        {
            LogNotCounted(Logger, lost);
        }
    }

    private async Task TryFlushAsync(string id, PhotoQuota quota)
    {
        try
        {
            await FlushAsync(id, quota);
        }
        catch (Exception lost)
        {
            LogNotCounted(Logger, lost);
        }
    }

    private async Task FlushAsync(string id, PhotoQuota quota)
    {
        var (day, photos) = quota.Untold();
        quota.Told(day, photos, await grains.GetGrain<IPhotoQuotaGrain>(id).Add(day, photos));
    }

    private void Trim()
    {
        if (usages.Count <= ManyCallers)
        {
            return;
        }

        foreach (var (id, usage) in usages)
        {
            if (usage.IsIdle(Idle))
            {
                usages.TryRemove(id, out _);
            }
        }
    }

    [LoggerMessage(EventId = 623, EventName = "PhotosNotCounted", Level = LogLevel.Warning, Message = "Photos could not be added to their callers' quotas; they are told to the grid later.")]
    private static partial void LogNotCounted(ILogger logger, Exception failure);
}
