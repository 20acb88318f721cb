using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training;

/// <summary>
/// At a silo's start, wakes every session that has not ended: reminders alone would leave a minute between the silo's return and
/// the session's. The reminders say which: a session has one from its acceptance to its end, so that those that ended cost nothing.
/// </summary>
/// <param name="reminders">The grid's reminders.</param>
/// <param name="grains">Finds the sessions.</param>
/// <param name="logger">Where a session that cannot be woken is noted; its reminder tries again.</param>
public sealed partial class SessionRecovery(IReminderTable reminders, IGrainFactory grains, ILogger<SessionRecovery> logger) : IStartupTask
{
    /// <summary>Sessions woken at a time: each reads its state and may start a trainer.</summary>
    private const int AtATime = 32;

    /// <inheritdoc/>
    public async Task Execute(CancellationToken cancellationToken)
    {
        // From 0 to 0 is once around the ring.
        var rows = await reminders.ReadRows(0, 0, cancellationToken);
        var sessions = grains.GetGrain<ITrainingSessionGrain>("any").GetGrainId().Type;
        await Parallel.ForEachAsync(
            rows.Reminders.Select(row => row.GrainId).Where(id => id.Type == sessions).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (id, _) => await WakeAsync(id.Key.ToString()!));
    }

    private async Task WakeAsync(string id)
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

    [LoggerMessage(EventId = 310, EventName = "SessionNotWoken", Level = LogLevel.Warning, Message = "Session {Session} could not be woken at start-up; its reminder tries again.")]
    private partial void LogNotWoken(Exception cause, string session);
}
