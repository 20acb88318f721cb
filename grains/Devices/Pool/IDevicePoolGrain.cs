namespace BirdGrid.Grains.Devices.Pool;

/// <summary>
/// Hands the grid's devices to training sessions, the oldest session first; the key is 0. A grant is the session's until it is released, its silo
/// goes away, or the session has not asked for longer than <see cref="DevicePool.GrantLifetime"/>.
/// </summary>
[Alias("birdgrid.device-pool")]
public interface IDevicePoolGrain : IGrainWithIntegerKey
{
    /// <summary>Asks for devices, and again every few seconds while waiting or training: all of them or none.</summary>
    [Alias("acquire")]
    Task<DeviceGrant> Acquire(DeviceRequest request);

    /// <summary>Gives back what a session holds, and stops its waiting; without either, changes nothing.</summary>
    [Alias("release")]
    Task Release(string sessionId);
}
