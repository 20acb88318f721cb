namespace BirdGrid.Grains.Catalog;

/// <summary>Some hundred names of a catalog, so that adding one writes no more than these; the key is <c>kind/number</c>. Called by the catalog alone.</summary>
[Alias("birdgrid.catalog-shard")]
public interface ICatalogShardGrain : IGrainWithStringKey
{
    /// <summary>The names, in the order of adding.</summary>
    [Alias("list")]
    Task<IReadOnlyList<string>> List();

    /// <summary>Appends names, if there are as many as the caller thinks.</summary>
    /// <param name="expectedCount">Names before.</param>
    /// <param name="names">What to append.</param>
    /// <returns>False where there are more or fewer: another activation of the catalog, or an attempt thought lost, was here.</returns>
    [Alias("append")]
    Task<bool> Append(int expectedCount, IReadOnlyList<string> names);
}
