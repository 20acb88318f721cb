namespace BirdGrid.Grains.Devices.Pool;

/// <summary>A session's devices.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Silos">One entry for each device.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.held-devices")]
public sealed record HeldDevices(
    [property: Id(0)] string SessionId,
    [property: Id(1)] IReadOnlyList<SiloAddress> Silos);
