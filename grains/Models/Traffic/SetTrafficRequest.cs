namespace BirdGrid.Grains.Models.Traffic;

/// <summary>Asks for another split.</summary>
/// <param name="Policy">The split.</param>
/// <param name="Who">Who asks.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="IdempotencyKey">A repeat with the same key changes nothing.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.set-traffic-request")]
public sealed record SetTrafficRequest(
    [property: Id(0)] TrafficPolicy Policy,
    [property: Id(1)] string Who,
    [property: Id(2)] string Why,
    [property: Id(3)] string IdempotencyKey);
