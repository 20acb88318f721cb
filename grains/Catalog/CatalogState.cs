namespace BirdGrid.Grains.Catalog;

/// <summary>Durable state of a catalog.</summary>
[GenerateSerializer, Alias("birdgrid.catalog-state")]
public sealed class CatalogState
{
    /// <summary>Names in the order of adding.</summary>
    [Id(0)]
    public List<string> Names { get; set; } = [];
}
