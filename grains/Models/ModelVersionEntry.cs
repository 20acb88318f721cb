namespace BirdGrid.Grains.Models;

/// <summary>A version number and the session it belongs to.</summary>
/// <param name="SessionId">The session that the number was reserved for.</param>
/// <param name="Published">Whether the version's grain has been written; before that, the version is not visible.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.model-version-entry")]
public sealed record ModelVersionEntry([property: Id(0)] string SessionId, [property: Id(1)] bool Published);
