namespace BirdGrid.Grains.Catalog;

/// <summary>Durable state of a catalog's shard.</summary>
[GenerateSerializer, Alias("birdgrid.catalog-shard-state")]
public sealed class CatalogShardState
{
    /// <summary>Names in the order of adding.</summary>
    [Id(0)]
    public List<string> Names { get; set; } = [];
}
