using BirdGrid.Grains;

namespace BirdGrid.Silo.Services;

/// <summary>Limits and tokens of lists.</summary>
internal static class Paging
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 500;

    /// <summary>The limit to use.</summary>
    /// <param name="asked">0: the default.</param>
    /// <exception cref="RefusedException">It is out of range.</exception>
    public static int LimitOf(int asked) => asked switch
    {
        0 => DefaultLimit,
        > 0 and <= LargestLimit => asked,
        _ => throw new RefusedException("limit-out-of-range", $"The limit ({asked}) must be 0 to {LargestLimit}."),
    };

    /// <summary>A token as grains take it.</summary>
    public static string? TokenOf(string pageToken) => pageToken.Length == 0 ? null : pageToken;

    /// <summary>Asks for every item, and leaves out those that do not exist: listed before they were written, and then never written.</summary>
    public static async Task<IEnumerable<T>> ReadAsync<T>(IReadOnlyList<string> names, Func<string, Task<T>> read)
        where T : class
    {
        var items = await Task.WhenAll(names.Select(async name =>
        {
            try
            {
                return await read(name);
            }
            catch (NotFoundException)
            {
                return null;
            }
        }));
        return items.OfType<T>();
    }
}
