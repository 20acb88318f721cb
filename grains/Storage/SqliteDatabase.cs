using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// One SQLite database and the one thread that uses it. Work that waits together is committed together: one flush to the disk for many
/// grains. A caller hears of success only after the commit.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private const int SchemaVersion = 1;
    private const int QueueLength = 1024;
    private const int LargestCommit = 128;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS grain_state (
            service_id TEXT NOT NULL,
            grain_type TEXT NOT NULL,
            grain_key TEXT NOT NULL,
            state_name TEXT NOT NULL,
            etag INTEGER NOT NULL,
            payload BLOB,
            updated_utc TEXT NOT NULL,
            PRIMARY KEY (service_id, grain_type, grain_key, state_name)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS reminder (
            service_id TEXT NOT NULL,
            grain_id TEXT NOT NULL,
            reminder_name TEXT NOT NULL,
            grain_hash INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            period_ticks INTEGER NOT NULL,
            etag TEXT NOT NULL,
            PRIMARY KEY (service_id, grain_id, reminder_name)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS reminder_by_hash ON reminder (service_id, grain_hash);
        """;

    private readonly SqliteStorageOptions options;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Thread thread;
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the database on its thread.</summary>
    /// <param name="options">Path and lock time-out.</param>
    public SqliteDatabase(IOptions<SqliteStorageOptions> options)
    {
        this.options = options.Value;
        thread = new Thread(Loop) { Name = "birdgrid-sqlite", IsBackground = true };
        thread.Start();
    }

    /// <summary>Completes when the database is open and its schema is there.</summary>
    /// <exception cref="SqliteStorageException">It cannot be opened, is no database, or was made by a newer BirdGrid.</exception>
    public Task OpenedAsync() => opened.Task;

    /// <summary>Runs work inside a transaction that is committed before the result is handed out.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="work">Synchronous use of the connection; an exception undoes this work alone.</param>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> work)
    {
        var item = new Work<T>(work);
        await opened.Task;
        try
        {
            await queue.Writer.WriteAsync(item);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteDatabase));
        }

        return await item.Result.Task;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        thread.Join();
        return ValueTask.CompletedTask;
    }

    private void Loop()
    {
        SqliteConnection connection;
        try
        {
            connection = Open();
            opened.SetResult();
        }
        catch (Exception failure)
        {
            opened.SetException(failure);
            return;
        }

        using (connection)
        {
            var batch = new List<Work>();
            while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (batch.Count < LargestCommit && queue.Reader.TryRead(out var work))
                {
                    batch.Add(work);
                }

                Commit(connection, batch);
                batch.Clear();
            }
        }
    }

    private static void Commit(SqliteConnection connection, List<Work> batch)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var work in batch)
            {
                transaction.Save("work");
                if (!work.TryExecute(connection))
                {
                    transaction.Rollback("work");
                }
            }

            transaction.Commit();
        }
        catch (SqliteException failure)
        {
            batch.ForEach(w => w.Fail(failure));
            return;
        }

        batch.ForEach(w => w.Publish());
    }

    private SqliteConnection Open()
    {
        string path = Path.GetFullPath(options.DatabasePath);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = options.BusyTimeoutSeconds, Pooling = false }.ToString());
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            long version = (long)Scalar(connection, "PRAGMA user_version")!;
            if (version > SchemaVersion)
            {
                throw new SqliteStorageException($"{path} has schema version {version}; this BirdGrid knows versions up to {SchemaVersion}. Use a newer BirdGrid, or another data directory.");
            }

            Execute(connection, Schema + $"PRAGMA user_version={SchemaVersion};");
            return connection;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SqliteStorageException($"The database {path} cannot be used: {failure.Message} Check that the folder can be written to and that the file is BirdGrid's.", failure);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private abstract class Work
    {
        public abstract bool TryExecute(SqliteConnection connection);

        public abstract void Publish();

        public abstract void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<SqliteConnection, T> work) : Work
    {
        private T value = default!;
        private Exception? failed;

        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool TryExecute(SqliteConnection connection)
        {
            try
            {
                value = work(connection);
                return true;
            }
            catch (Exception failure)
            {
                failed = failure;
                return false;
            }
        }

        public override void Publish()
        {
            if (failed is null)
            {
                Result.TrySetResult(value);
            }
            else
            {
                Result.TrySetException(failed);
            }
        }

        public override void Fail(Exception failure) => Result.TrySetException(failure);
    }
}
