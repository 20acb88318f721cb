using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Storage;

/// <summary>Says what an SQLite failure means for the person who runs the silo.</summary>
internal static class SqliteErrors
{
    /// <summary>Wraps any failure of a database operation; errors that already speak plainly pass unchanged.</summary>
    public static Exception Explain(Exception error, string databasePath) => error switch
    {
        SqliteException sqlite => new SqliteStorageException($"The SQLite database '{databasePath}' {Meaning(sqlite)} (SQLite error {sqlite.SqliteExtendedErrorCode}: {sqlite.Message})", sqlite),
        UnauthorizedAccessException or IOException => new SqliteStorageException($"The folder of the SQLite database '{databasePath}' cannot be used: {error.Message} Choose a folder that this process may write to.", error),
        _ => error,
    };

    /// <summary>The database was used after the silo began to close it.</summary>
    public static SqliteStorageException Closed(string databasePath) =>
        new($"The SQLite database '{databasePath}' is closed because this silo is stopping; another silo, or this one after its restart, can serve the call.");

    private static string Meaning(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "stayed locked by another process; stop what holds it or raise BusyTimeoutSeconds.",
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM => "is read-only for this process; give it write access to the file and its folder.",
        SQLitePCL.raw.SQLITE_IOERR => "failed on disk; check the disk's health and mount.",
        SQLitePCL.raw.SQLITE_CORRUPT => "is damaged; restore it from a backup.",
        SQLitePCL.raw.SQLITE_FULL => "cannot grow because the disk is full; free some space.",
        SQLitePCL.raw.SQLITE_CANTOPEN => "cannot be opened; check that its folder exists and that this process may write to it.",
        SQLitePCL.raw.SQLITE_NOTADB => "is not an SQLite database; name another file or move this one away.",
        SQLitePCL.raw.SQLITE_TOOBIG => "refused a state larger than SQLite's limit of 1 GB; keep large bytes in the blob store.",
        _ => "refused an operation.",
    };
}
