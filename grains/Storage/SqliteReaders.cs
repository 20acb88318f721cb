using System.Collections.Concurrent;

namespace BirdGrid.Grains.Storage;

/// <summary>A bounded pool of reading sessions, used off the caller's scheduler.</summary>
/// <param name="databasePath">The file.</param>
/// <param name="options">Busy timeout and pool size.</param>
internal sealed class SqliteReaders(string databasePath, SqliteStorageOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(options.ReadConnections);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly int _slotCount = options.ReadConnections;
    private volatile bool _isClosed;

    /// <summary>Runs a query on a pool thread; it sees every change acknowledged before the call.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> query, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed)
            {
                throw SqliteErrors.Closed(databasePath);
            }

            return await Task.Run(() => Read(query), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Waits for running queries and closes the sessions; later queries are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        for (int i = 0; i < _slotCount; i++)
        {
            await _slots.WaitAsync();
        }

        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }

        _slots.Release(_slotCount);
    }

    private T Read<T>(Func<SqliteSession, T> query)
    {
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
            {
                session = new SqliteSession(databasePath, options.BusyTimeoutSeconds, readOnly: true);
            }

            var result = query(session);
            _idle.Add(session);
            return result;
        }
        catch (Exception error)
        {
            session?.Dispose();
            throw SqliteErrors.Explain(error, databasePath);
        }
    }
}
