namespace BirdGrid.Grains.Devices.Pool;

/// <summary>Durable state of the pool. Who waits is not in it: those who wait ask again.</summary>
[GenerateSerializer, Alias("birdgrid.device-pool-state")]
public sealed class DevicePoolState
{
    /// <summary>Every grant.</summary>
    [Id(0)]
    public List<HeldDevices> Held { get; set; } = [];
}
