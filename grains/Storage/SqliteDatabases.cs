using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Storage;

/// <summary>The silo's open databases, one per file, so that grain storage and reminders share a writer.</summary>
/// <param name="logger">Handed to each database.</param>
internal sealed class SqliteDatabases(ILogger<SqliteDatabase> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SqliteDatabase> _byPath = [];

    /// <summary>The database of a file; the first caller's settings count.</summary>
    public SqliteDatabase Get(SqliteStorageOptions options)
    {
        string path = Path.GetFullPath(options.DatabasePath);
        lock (_gate)
        {
            if (!_byPath.TryGetValue(path, out var database))
            {
                database = new SqliteDatabase(options, logger);
                _byPath.Add(path, database);
            }

            return database;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _byPath.Values)
        {
            await database.DisposeAsync();
        }
    }
}
