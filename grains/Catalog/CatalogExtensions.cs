using System.Runtime.CompilerServices;

namespace BirdGrid.Grains.Catalog;

/// <summary>Walks through catalogs.</summary>
public static class CatalogExtensions
{
    private const int PageSize = 500;

    /// <summary>Every name in the order of their text, read a page at a time.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="cancellationToken">Gives up before the next page.</param>
    public static async IAsyncEnumerable<string> AllByNameAsync(this ICatalogGrain catalog, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await catalog.ListByName(token, PageSize);
            foreach (string name in page.Names)
            {
                yield return name;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }
}
