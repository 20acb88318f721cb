namespace BirdGrid.Grains.Models.Traffic;

/// <summary>Asks for a version to be taken out of traffic, because of what it was seen to do.</summary>
/// <param name="Version">The version.</param>
/// <param name="Revision">Revision of the route that it was judged under; where the route has changed since, nothing is done.</param>
/// <param name="Why">What was wrong, for people.</param>
/// <param name="Evidence">The figures.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.roll-back-request")]
public sealed record RollBackRequest(
    [property: Id(0)] int Version,
    [property: Id(1)] long Revision,
    [property: Id(2)] string Why,
    [property: Id(3)] string Evidence);
