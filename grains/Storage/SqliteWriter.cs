using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// The one thread that changes the database. Changes that wait together are committed together (one flush to disk for all of them),
/// and each is acknowledged only after its commit.
/// </summary>
internal sealed class SqliteWriter
{
    private const int LargestBatch = 256;

    private readonly SqliteSession _session;
    private readonly string _databasePath;
    private readonly Channel<SqliteWrite> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes over a session; the thread ends, and closes it, after <see cref="CloseAsync"/>.</summary>
    public SqliteWriter(SqliteSession session, string databasePath, int queueCapacity)
    {
        _session = session;
        _databasePath = databasePath;
        _queue = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(queueCapacity) { SingleReader = true });
        new Thread(Run) { IsBackground = true, Name = "birdgrid-sqlite-writer" }.Start();
    }

    /// <summary>Queues a change, waiting for room, and waits for its commit.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken)
    {
        var write = new SqliteWrite<T>(change, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw SqliteErrors.Closed(_databasePath);
        }

        return await write.Completion;
    }

    /// <summary>Takes no more changes, commits those that wait, and closes the session.</summary>
    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _ended.Task;
    }

    private void Run()
    {
        var batch = new List<SqliteWrite>(LargestBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var write))
            {
                if (!write.IsCancelled())
                {
                    batch.Add(write);
                }
            }

            if (batch.Count > 0)
            {
                Commit(batch);
                batch.Clear();
            }
        }

        _session.Dispose();
        _ended.SetResult();
    }

    private void Commit(List<SqliteWrite> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                write.Execute(_session);
            }

            _session.Execute("COMMIT");
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One bad change must not fail its neighbours: undo all and commit each by itself.
            Rollback();
            foreach (var write in batch)
            {
                Commit([write]);
            }

            return;
        }
        catch (Exception error)
        {
            Rollback();
            batch[0].Fail(SqliteErrors.Explain(error, _databasePath));
            return;
        }

        foreach (var write in batch)
        {
            write.Complete();
        }
    }

    private void Rollback()
    {
        // SQLite has already rolled back by itself after some errors (disk full, for example).
        if (!_session.InTransaction)
        {
            return;
        }

        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The connection is beyond repair: every later change fails at its BEGIN, with the reason, and the thread lives to report it.
        }
    }
}
