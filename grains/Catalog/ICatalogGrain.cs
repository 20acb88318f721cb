namespace BirdGrid.Grains.Catalog;

/// <summary>
/// Names of everything of one kind, so that it can be listed; the key is a <see cref="CatalogKinds"/> value. A name is added before
/// the thing itself is written: a listed name may, for a moment or after a crash, stand for nothing, and readers skip it.
/// </summary>
[Alias("birdgrid.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Adds a name; adding it again changes nothing.</summary>
    [Alias("add")]
    Task Add(string name);

    /// <summary>Every name, in the order of adding.</summary>
    [Alias("list")]
    Task<IReadOnlyList<string>> List();
}
