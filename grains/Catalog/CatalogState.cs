namespace BirdGrid.Grains.Catalog;

/// <summary>Durable state of a catalog: how many shards its names lie in.</summary>
[GenerateSerializer, Alias("birdgrid.catalog-state")]
public sealed class CatalogState
{
    /// <summary>Names of before there were shards, in the order of adding; older than those in the shards.</summary>
    [Id(0)]
    public List<string> Names { get; set; } = [];

    /// <summary>Shards (<see cref="ICatalogShardGrain"/>), numbered from 0; the last one takes new names.</summary>
    [Id(1)]
    public int ShardCount { get; set; }
}
