using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Devices.Pool;

/// <inheritdoc cref="IDevicePoolGrain"/>
public sealed class DevicePoolGrain(
    [PersistentState("device-pool")] IPersistentState<DevicePoolState> state,
    SiloRoster roster,
    TimeProvider clock) : Grain, IDevicePoolGrain
{
    private DevicePool pool = new([], clock);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        pool = new DevicePool(state.State.Held, clock);
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

    private async Task SaveAsync()
    {
        var held = pool.Held;
        if (!held.SequenceEqual(state.State.Held))
        {
            state.State.Held = held;
            await state.SaveAsync(DeactivateOnIdle);
        }
    }
}
