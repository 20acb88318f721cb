namespace BirdGrid.Grains.Security;

/// <summary>Every key of the grid's store at one time.</summary>
/// <param name="Revision">Rises with every change of a key's validity.</param>
/// <param name="Keys">In the order of making; null where nothing has changed since the revision that was named.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.api-keys-snapshot")]
public sealed record ApiKeysSnapshot(
    [property: Id(0)] long Revision,
    [property: Id(1)] IReadOnlyList<ApiKeyRecord>? Keys);
