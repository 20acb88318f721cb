namespace BirdGrid.Grains.Catalog;

/// <summary>
/// Names of everything of one kind, so that it can be listed; the key is a <see cref="CatalogKinds"/> value. A name is added before
/// the thing itself is written: a listed name may, for a moment or after a crash, stand for nothing, and readers skip it.
/// </summary>
[Alias("birdgrid.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Adds a name; adding it again changes nothing. Names that are added at the same time share a write.</summary>
    [Alias("add")]
    Task Add(string name);

    /// <summary>Every name, in the order of adding; for kinds that stay below some ten thousand.</summary>
    [Alias("list")]
    Task<IReadOnlyList<string>> List();

    /// <summary>Names from the newest to the oldest, a page of them.</summary>
    /// <param name="token">What the page before gave, or null for the first.</param>
    /// <param name="limit">Most names, at least 1.</param>
    /// <exception cref="RefusedException">No page gave that token.</exception>
    [Alias("newest")]
    Task<CatalogPage> ListNewest(string? token, int limit);

    /// <summary>Names in the order of their text, a page of them.</summary>
    /// <param name="token">What the page before gave, or null for the first.</param>
    /// <param name="limit">Most names, at least 1.</param>
    [Alias("by-name")]
    Task<CatalogPage> ListByName(string? token, int limit);
}
