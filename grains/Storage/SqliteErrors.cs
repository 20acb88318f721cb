using BirdGrid.Grains.Disks;
using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Storage;

/// <summary>Says what an SQLite failure means for the person who runs the silo.</summary>
internal static class SqliteErrors
{
    /// <summary>Wraps any failure of a database operation; errors that already speak plainly pass unchanged.</summary>
    public static Exception Explain(Exception error, string databasePath) => error switch
    {
        SqliteException sqlite => Explain(sqlite, databasePath),
        UnauthorizedAccessException or IOException => new SqliteStorageException($"The folder of the SQLite database '{databasePath}' cannot be used: {error.Message} Choose a folder that this process may write to.", error)
        {
            DiskFault = DiskFaults.OfWriting(error),
        },
        _ => error,
    };

    /// <summary>The database was used after the silo began to close it.</summary>
    public static SqliteStorageException Closed(string databasePath) =>
        new($"The SQLite database '{databasePath}' is closed because this silo is stopping; another silo, or this one after its restart, can serve the call.") { IsClosed = true };

    /// <summary>A state that cannot be turned into what it was.</summary>
    public static SqliteStorageException Damaged(string databasePath, string state, Exception cause) =>
        new($"The {state} in the SQLite database '{databasePath}' is damaged ({cause.GetType().Name}: {cause.Message}). Stop the silo and restore the database from a backup.", cause) { IsDamaged = true };

    private static SqliteStorageException Explain(SqliteException error, string databasePath)
    {
        var fault = DiskFaults.Of(error);
        if (fault == DiskFault.Failing || error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CANTOPEN)
        {
            // SQLite calls a quota, a limit of file size and a log that cannot grow errors of input and output.
            fault = DiskProbe.FaultOf(Path.GetDirectoryName(databasePath)!) is var found and not DiskFault.None ? found : fault;
        }

        string meaning = fault == DiskFault.None ? Meaning(error) : Meaning(fault);
        return new SqliteStorageException($"The SQLite database '{databasePath}' {meaning} (SQLite error {error.SqliteExtendedErrorCode}: {error.Message})", error)
        {
            DiskFault = fault,
            IsDamaged = error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB,
        };
    }

    private static string Meaning(DiskFault fault) => fault switch
    {
        DiskFault.Full => "cannot grow because the disk is full; free some space.",
        DiskFault.ReadOnly => "is read-only for this process; give it write access to the file and its folder.",
        _ => "failed on disk; check the disk's health and mount.",
    };

    private static string Meaning(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "stayed locked by another process; stop what holds it or raise BusyTimeoutSeconds.",
        SQLitePCL.raw.SQLITE_CORRUPT => "is damaged; restore it from a backup.",
        SQLitePCL.raw.SQLITE_CANTOPEN => "cannot be opened; check that its folder exists and that this process may write to it.",
        SQLitePCL.raw.SQLITE_NOTADB => "is not an SQLite database; name another file or move this one away.",
        SQLitePCL.raw.SQLITE_TOOBIG => "refused a state larger than SQLite's limit of 1 GB; keep large bytes in the blob store.",
        _ => "refused an operation.",
    };
}
