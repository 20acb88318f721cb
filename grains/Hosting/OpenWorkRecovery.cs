using BirdGrid.Grains.Sweeps;
using BirdGrid.Grains.Training;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Hosting;

/// <summary>
/// At a silo's start, wakes every session and sweep that has not ended: reminders alone would leave a minute between the silo's return and theirs.
/// The reminders say which: each has one from its acceptance to its end, so that those that ended cost nothing.
/// </summary>
/// <param name="reminders">The grid's reminders.</param>
/// <param name="grains">Finds the sessions and sweeps.</param>
/// <param name="logger">Where one that cannot be woken is noted; its reminder tries again.</param>
public sealed partial class OpenWorkRecovery(IReminderTable reminders, IGrainFactory grains, ILogger<OpenWorkRecovery> logger) : IStartupTask
{
    /// <summary>Grains woken at a time: each reads its state, and a session may start a trainer.</summary>
    private const int AtATime = 32;

    private volatile bool isOwed;

    /// <summary>Whether the start could not wake what it should have: a silo starts without, and <see cref="LossWatch"/> tries again.</summary>
    public bool IsOwed => isOwed;

    /// <inheritdoc/>
    public async Task Execute(CancellationToken cancellationToken)
    {
        try
        {
            await WakeAllAsync(cancellationToken);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            isOwed = true;
            LogOwed(cause);
        }
    }

    /// <summary>Wakes every session and sweep that has not ended.</summary>
    public async Task WakeAllAsync(CancellationToken cancellationToken)
    {
        // From 0 to 0 is once around the ring.
        var rows = await reminders.ReadRows(0, 0, cancellationToken);
        var wakers = new Dictionary<GrainType, Func<string, Task>>
        {
            [grains.GetGrain<ITrainingSessionGrain>("any").GetGrainId().Type] = id => grains.GetGrain<ITrainingSessionGrain>(id).EnsureRunning(),
            [grains.GetGrain<ISweepGrain>("any").GetGrainId().Type] = id => grains.GetGrain<ISweepGrain>(id).EnsureRunning(),
        };
        await Parallel.ForEachAsync(
            rows.Reminders.Select(row => row.GrainId).Where(id => wakers.ContainsKey(id.Type)).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (id, stop) => await WakeAsync(id, wakers[id.Type], stop));
        isOwed = false;
    }

    private async Task WakeAsync(GrainId id, Func<string, Task> wake, CancellationToken cancellationToken)
    {
        try
        {
            await wake(id.Key.ToString()!);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWoken(cause, id);
        }
    }

    [LoggerMessage(EventId = 312, EventName = "OpenWorkOwed", Level = LogLevel.Warning, Message = "The sessions and sweeps that have not ended could not be woken at the start; it is tried again in the background.")]
    private partial void LogOwed(Exception cause);

    [LoggerMessage(EventId = 310, EventName = "OpenWorkNotWoken", Level = LogLevel.Warning, Message = "{Grain} could not be woken; its reminder tries again.")]
    private partial void LogNotWoken(Exception cause, GrainId grain);
}
