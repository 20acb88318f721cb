using BirdGrid.Grains.Catalog;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Sweeps;

/// <summary>At a silo's start, wakes every sweep that has not ended; without it they would wait for their reminders.</summary>
/// <param name="grains">Finds the sweeps.</param>
/// <param name="logger">Where a sweep that cannot be woken is noted; its reminder tries again.</param>
public sealed partial class SweepRecovery(IGrainFactory grains, ILogger<SweepRecovery> logger) : IStartupTask
{
    /// <inheritdoc/>
    public async Task Execute(CancellationToken cancellationToken)
    {
        foreach (string id in await grains.GetGrain<ICatalogGrain>(CatalogKinds.Sweeps).List())
        {
            try
            {
                await grains.GetGrain<ISweepGrain>(id).EnsureRunning();
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                LogNotWoken(cause, id);
            }
        }
    }

    [LoggerMessage(EventId = 510, EventName = "SweepNotWoken", Level = LogLevel.Warning, Message = "Sweep {Sweep} could not be woken at start-up; its reminder tries again.")]
    private partial void LogNotWoken(Exception cause, string sweep);
}
