namespace BirdGrid.Grains.Models;

/// <summary>Everything a model's registry entry knows.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Versions">Published versions, newest first.</param>
/// <param name="Aliases">Alias to version.</param>
/// <param name="Moves">Alias moves, newest first.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.model-history")]
public sealed record ModelHistory(
    [property: Id(0)] string Model,
    [property: Id(1)] IReadOnlyList<ModelVersion> Versions,
    [property: Id(2)] IReadOnlyDictionary<string, int> Aliases,
    [property: Id(3)] IReadOnlyList<AliasMove> Moves);
