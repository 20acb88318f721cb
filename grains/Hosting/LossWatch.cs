using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Hosting;

/// <summary>
/// When a silo dies or leaves, wakes every session and sweep that has not ended: one whose own grain was there would sleep until its reminder, up to
/// a minute later. One silo does it, the first of the active ones. What this silo's start could not wake is woken here too.
/// </summary>
/// <param name="membership">Who is a member.</param>
/// <param name="self">This silo.</param>
/// <param name="openWork">Wakes them.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Where a failure is noted; reminders remain.</param>
public sealed partial class LossWatch(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    OpenWorkRecovery openWork,
    TimeProvider clock,
    ILogger<LossWatch> logger) : SupervisedService(clock, logger)
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (openWork.IsOwed)
        {
            await openWork.WakeAllAsync(stoppingToken);
        }

        var before = membership.CurrentSnapshot;
        await foreach (var now in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            bool hasLost = before.Members.Values.Any(m => m.Status != SiloStatus.Dead && now.GetSiloStatus(m.SiloAddress) == SiloStatus.Dead);
            before = now;
            if (hasLost && IsFirst(now))
            {
                await WakeAsync(stoppingToken);
            }
        }
    }

    private bool IsFirst(ClusterMembershipSnapshot members) =>
        members.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress).Order().FirstOrDefault() is { } first && first.Equals(self.SiloAddress);

    private async Task WakeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await openWork.WakeAllAsync(stoppingToken);
        }
        catch (Exception cause) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotWoken(Logger, cause);
        }
    }

    [LoggerMessage(EventId = 311, EventName = "NotWokenAfterLoss", Level = LogLevel.Warning, Message = "A silo was lost, and the sessions and sweeps that may have been on it could not be woken; their reminders do so within a minute.")]
    private static partial void LogNotWoken(ILogger logger, Exception cause);
}
