namespace BirdGrid.Grains.Storage;

/// <summary>The database and the blobs of a silo do not belong together.</summary>
public sealed class GridIdentityException : Exception
{
    private GridIdentityException(string message)
        : base(message)
    {
    }

    /// <summary>There are blobs, and no database.</summary>
    internal static GridIdentityException Lost(string database, string blobs, bool isThere) =>
        New($"The grid's database {database} is {(isThere ? "empty" : "missing")}, but {blobs} holds the photos and models of a grid", database);

    /// <summary>There are blobs, and a database that knows nothing.</summary>
    internal static GridIdentityException Empty(string database, string blobs) =>
        New($"The grid's database {database} knows of nothing, but {blobs} holds the photos and models of a grid", database);

    /// <summary>The database is another grid's.</summary>
    internal static GridIdentityException Another(string database, string blobs) =>
        New($"The database {database} and the blobs in {blobs} are of two different grids", database);

    private static GridIdentityException New(string what, string database) => new(
        $"{what}: the silo does not start, and has changed nothing. Restore {Path.GetFileName(database)} from a backup, or name a new folder with --data (and BirdGrid:Blobs:Directory); "
        + "to begin a new grid beside these blobs all the same, set BirdGrid:StartAnew=true for one start.");
}
