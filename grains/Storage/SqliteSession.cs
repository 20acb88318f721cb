using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Storage;

/// <summary>One open connection with its prepared statements. Not thread-safe: one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = [];

    /// <summary>Opens the file, creating it where it is missing.</summary>
    /// <param name="databasePath">The file.</param>
    /// <param name="busyTimeoutSeconds">How long a statement waits for another process's lock.</param>
    /// <param name="readOnly">Refuse statements that change the database. (The file itself is opened for writing either way: so may a reader recover the log.)</param>
    public SqliteSession(string databasePath, int busyTimeoutSeconds, bool readOnly)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = databasePath,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = busyTimeoutSeconds,
        }.ToString());
        try
        {
            _connection.Open();
            Execute($"PRAGMA busy_timeout = {busyTimeoutSeconds * 1000}");
            // FULL: a commit in the log is on disk before it is acknowledged.
            Execute("PRAGMA synchronous = FULL");
            if (readOnly)
            {
                Execute("PRAGMA query_only = ON");
            }
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Runs a statement without parameters and forgets it.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>First column of the first row as an integer, or null where there is none.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Statement(sql, parameters).ExecuteScalar() is long value ? value : null;

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Change(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Statement(sql, parameters).ExecuteNonQuery();

    /// <summary>Reads rows; the reader must be disposed before the same statement runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Statement(sql, parameters).ExecuteReader();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>The prepared statement for a text; texts are constants, so that the cache stays small.</summary>
    private SqliteCommand Statement(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this folder's constants; values travel as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            _statements.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
