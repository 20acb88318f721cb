namespace BirdGrid.Grains.Devices.Pool;

/// <summary>A session's wish for devices.</summary>
/// <param name="SessionId">Who asks.</param>
/// <param name="Devices">How many, at least 1.</param>
/// <param name="Created">When the session was accepted, UTC: the older comes first.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.device-request")]
public sealed record DeviceRequest(
    [property: Id(0)] string SessionId,
    [property: Id(1)] int Devices,
    [property: Id(2)] DateTimeOffset Created);
