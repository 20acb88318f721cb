namespace BirdGrid.Grains.Catalog;

/// <summary>Some names of a catalog. Names that are added between two pages are in neither, or in the second.</summary>
/// <param name="Names">The names.</param>
/// <param name="NextToken">Asks for the page after this one; null: this is the last.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.catalog-page")]
public sealed record CatalogPage([property: Id(0)] IReadOnlyList<string> Names, [property: Id(1)] string? NextToken);
