using System.Globalization;

namespace BirdGrid.Grains.Storage;

/// <summary>The tables, and the checks that a file is ours and no newer than this program.</summary>
internal static class SqliteSchema
{
    /// <summary>Version that this program writes, in the file's user_version.</summary>
    public const int Version = 1;

    /// <summary>Marks the file as ours ("BGRD") in its application_id.</summary>
    public const int ApplicationId = 0x42475244;

    // etag_floor: highest etag that any deleted row ever had. New rows start above it, so that a writer from before a deletion can
    // never match the row that was created after it.
    private const string CreateTables = """
        CREATE TABLE etag_floor(id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
        INSERT INTO etag_floor(id, value) VALUES (1, 0);
        CREATE TABLE grain_state(
            service_id TEXT NOT NULL,
            grain_type TEXT NOT NULL,
            grain_key TEXT NOT NULL,
            state_name TEXT NOT NULL,
            etag INTEGER NOT NULL,
            payload BLOB NOT NULL,
            updated_utc TEXT NOT NULL,
            PRIMARY KEY (service_id, grain_type, grain_key, state_name)) WITHOUT ROWID;
        CREATE TABLE reminder(
            service_id TEXT NOT NULL,
            grain_id TEXT NOT NULL,
            reminder_name TEXT NOT NULL,
            grain_hash INTEGER NOT NULL,
            start_utc_ticks INTEGER NOT NULL,
            period_ticks INTEGER NOT NULL,
            etag INTEGER NOT NULL,
            PRIMARY KEY (service_id, grain_id, reminder_name)) WITHOUT ROWID;
        CREATE INDEX reminder_by_hash ON reminder(service_id, grain_hash);
        """;

    /// <summary>Creates the tables in a fresh file; a file of another program or a newer version is refused and left unchanged.</summary>
    /// <exception cref="SqliteStorageException">The file is not ours, or newer.</exception>
    public static void Ensure(SqliteSession session, string databasePath)
    {
        // Looked at before anything is changed, then again under the lock: another silo may have created the tables in between.
        InTransaction(session, "BEGIN", () => _ = IsFresh(session, databasePath));
        session.Execute("PRAGMA journal_mode = WAL");
        InTransaction(session, "BEGIN IMMEDIATE", () =>
        {
            if (IsFresh(session, databasePath))
            {
                session.Execute(CreateTables);
                session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
                session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
            }
        });
    }

    /// <summary>The grid's id; null where the file has none yet, as one of an earlier version.</summary>
    public static string? ReadGridId(SqliteSession session)
    {
        if (session.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'grid_identity'") == 0)
        {
            return null;
        }

        using var reader = session.Query("SELECT value FROM grid_identity");
        return reader.Read() ? reader.GetString(0) : null;
    }

    /// <summary>Gives the grid an id. The table is beside the others: an earlier version of the program does not look at it.</summary>
    public static void WriteGridId(SqliteSession session, string id) => InTransaction(session, "BEGIN IMMEDIATE", () =>
    {
        session.Execute("CREATE TABLE IF NOT EXISTS grid_identity(id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL)");
        session.Change("INSERT INTO grid_identity(id, value) VALUES (1, $value) ON CONFLICT(id) DO UPDATE SET value = $value", ("$value", id));
    });

    /// <summary>Whether the grid has written anything: a state or a reminder.</summary>
    public static bool HoldsState(SqliteSession session) =>
        session.Scalar("SELECT EXISTS (SELECT 1 FROM grain_state) OR EXISTS (SELECT 1 FROM reminder)") != 0;

    /// <summary>Raises the floor when a row is deleted; call it in the deleting transaction.</summary>
    public static void RaiseEtagFloor(SqliteSession session, long deletedEtag) =>
        session.Change("UPDATE etag_floor SET value = max(value, $etag)", ("$etag", deletedEtag));

    private static void InTransaction(SqliteSession session, string begin, Action steps)
    {
        session.Execute(begin);
        try
        {
            steps();
            session.Execute("COMMIT");
        }
        catch
        {
            if (session.InTransaction)
            {
                session.Execute("ROLLBACK");
            }

            throw;
        }
    }

    private static bool IsFresh(SqliteSession session, string databasePath)
    {
        long applicationId = session.Scalar("PRAGMA application_id") ?? 0;
        long version = session.Scalar("PRAGMA user_version") ?? 0;
        if (applicationId == ApplicationId)
        {
            return version <= Version
                ? false
                : throw new SqliteStorageException($"The SQLite database '{databasePath}' has schema version {version}; this program knows versions up to {Version}. Run the newer program, or restore a backup made before the upgrade.");
        }

        if (applicationId != 0 || version != 0 || session.Scalar("SELECT count(*) FROM sqlite_master") != 0)
        {
            throw new SqliteStorageException($"The SQLite database '{databasePath}' belongs to another program (application_id {applicationId}). Name a file of its own for the grid.");
        }

        return true;
    }
}
