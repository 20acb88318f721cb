using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Devices.Pool;

/// <inheritdoc cref="IDevicePoolGrain"/>
[Reentrant]
public sealed class DevicePoolGrain(
    [PersistentState("device-pool")] IPersistentState<DevicePoolState> state,
    SiloRoster roster,
    TimeProvider clock) : Grain, IDevicePoolGrain
{
    private DevicePool pool = new([], clock);
    private List<HeldDevices> kept = [];
    private Task saving = Task.CompletedTask;
    private long changes;
    private long savedChanges;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        kept = state.State.Held;
        pool = new DevicePool(kept, clock);
    }

    /// <inheritdoc/>
    public async Task<DeviceGrant> Acquire(DeviceRequest request)
    {
        var grant = pool.Acquire(request, roster.Active(SiloRole.Gpu));
        await SaveAsync();
        return grant;
    }

    /// <inheritdoc/>
    public async Task Release(string sessionId)
    {
        if (pool.Release(sessionId))
        {
            await SaveAsync();
            WakeNext();
        }
    }

    // The next session asks by itself within seconds; told now, it does not leave the device idle until then. It must not be awaited: it asks here.
    private void WakeNext()
    {
        if (pool.Next() is { } next)
        {
            GrainFactory.GetGrain<ITrainingSessionGrain>(next).EnsureRunning().Ignore();
        }
    }

    // Grants of the time of one write share the next: a thousand sessions that start together take a handful of writes.
    private async Task SaveAsync()
    {
        var held = pool.Held;
        if (!held.SequenceEqual(kept))
        {
            kept = held;
            changes++;
        }

        for (long wanted = changes; savedChanges < wanted;)
        {
            if (saving.IsCompleted)
            {
                saving = WriteAsync();
                await saving;
            }
            else
            {
                await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task WriteAsync()
    {
        long upTo = changes;
        state.State.Held = kept;
        await state.SaveAsync(DeactivateOnIdle);
        savedChanges = upTo;
    }
}
