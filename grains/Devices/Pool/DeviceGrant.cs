namespace BirdGrid.Grains.Devices.Pool;

/// <summary>What the pool answers.</summary>
/// <param name="Silos">The silos whose devices the session may use, one entry for each device; empty while it waits.</param>
/// <param name="WaitsFor">What it waits for, for people; empty once granted.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.device-grant")]
public sealed record DeviceGrant(
    [property: Id(0)] IReadOnlyList<SiloAddress> Silos,
    [property: Id(1)] string WaitsFor)
{
    /// <summary>Whether there are devices.</summary>
    public bool IsGranted => Silos.Count > 0;
}
