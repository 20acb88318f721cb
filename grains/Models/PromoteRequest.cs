namespace BirdGrid.Grains.Models;

/// <summary>Asks for an alias to point at a version.</summary>
/// <param name="AliasName">The alias, for example <c>champion</c>.</param>
/// <param name="Version">The version to point at.</param>
/// <param name="Who">Who asks.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="IdempotencyKey">A repeat with the same key changes nothing.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.promote-request")]
public sealed record PromoteRequest(
    [property: Id(0)] string AliasName,
    [property: Id(1)] int Version,
    [property: Id(2)] string Who,
    [property: Id(3)] string Why,
    [property: Id(4)] string IdempotencyKey);
