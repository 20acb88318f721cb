using BirdGrid.Grains.Catalog;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training;

/// <summary>
/// At a silo's start, wakes every session that has not ended: reminders alone would leave a minute between the silo's return and
/// the session's.
/// </summary>
/// <param name="grains">Finds the sessions.</param>
/// <param name="logger">Where a session that cannot be woken is noted; its reminder tries again.</param>
public sealed partial class SessionRecovery(IGrainFactory grains, ILogger<SessionRecovery> logger) : IStartupTask
{
    /// <inheritdoc/>
    public async Task Execute(CancellationToken cancellationToken)
    {
        foreach (string id in await grains.GetGrain<ICatalogGrain>(CatalogKinds.Sessions).List())
        {
            try
            {
                await grains.GetGrain<ITrainingSessionGrain>(id).EnsureRunning();
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                LogNotWoken(cause, id);
            }
        }
    }

    [LoggerMessage(EventId = 310, EventName = "SessionNotWoken", Level = LogLevel.Warning, Message = "Session {Session} could not be woken at start-up; its reminder tries again.")]
    private partial void LogNotWoken(Exception cause, string session);
}
