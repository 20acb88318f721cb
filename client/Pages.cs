namespace BirdGrid.Client;

/// <summary>Follows the pages of a list.</summary>
internal static class Pages
{
    /// <summary>Most items that a silo gives at a time.</summary>
    public const int Largest = 500;

    /// <summary>Asks for pages until there are enough items, or no more.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="most">Items wanted.</param>
    /// <param name="ask">Asks for at most so many items after a token; empty: the first.</param>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(int most, Func<int, string, Task<(IEnumerable<T> Items, string NextPageToken)>> ask)
    {
        var items = new List<T>();
        string token = string.Empty;
        do
        {
            (var page, token) = await ask(Math.Min(most - items.Count, Largest), token);
            items.AddRange(page);
        }
        while (token.Length > 0 && items.Count < most);
        return items;
    }
}
