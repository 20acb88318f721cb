using BirdGrid.Grains.Disks;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// An SQLite file in write-ahead-log mode: one writer thread, pooled readers, nothing blocking on the caller's scheduler.
/// Closing it folds the log into the file where no other process has it open.
/// </summary>
/// <param name="options">Path and timeouts.</param>
/// <param name="logger">Told about opening.</param>
internal sealed partial class SqliteDatabase(SqliteStorageOptions options, ILogger<SqliteDatabase> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path = System.IO.Path.GetFullPath(options.DatabasePath);
    private readonly SqliteReaders _readers = new(System.IO.Path.GetFullPath(options.DatabasePath), options);
    private Task<SqliteWriter>? _opening;
    private bool _isClosed;

    /// <summary>Full path of the file.</summary>
    public string Path => _path;

    /// <summary>Opens the file and its tables; later calls wait for the first.</summary>
    /// <exception cref="SqliteStorageException">The file cannot be used; the message says why.</exception>
    public Task OpenAsync() => WriterAsync();

    /// <summary>Runs a query on a pooled connection, off the caller's scheduler.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> query, CancellationToken cancellationToken)
    {
        await WriterAsync();
        return await _readers.ReadAsync(query, cancellationToken);
    }

    /// <summary>Makes a change on the writer thread, in a transaction, and returns after its commit. The change may run more than once; only one run counts.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken cancellationToken)
    {
        var writer = await WriterAsync();
        return await writer.WriteAsync(change, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<SqliteWriter>? opening;
        lock (_gate)
        {
            _isClosed = true;
            opening = _opening;
        }

        if (opening is null)
        {
            return;
        }

        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await _readers.DisposeAsync();
            // The writer closes last: the last connection folds the log into the file.
            await opening.Result.CloseAsync();
        }
    }

    private Task<SqliteWriter> WriterAsync()
    {
        lock (_gate)
        {
            return _opening ??= _isClosed
                ? throw SqliteErrors.Closed(_path)
                : Task.Run(Open);
        }
    }

    /// <summary>Opens the file for writing, made with its tables where it is missing.</summary>
    internal static SqliteSession OpenSession(string path, int busyTimeoutSeconds)
    {
        OwnFiles.CreateFolder(System.IO.Path.GetDirectoryName(path)!);

        // Keys' hashes are in it. SQLite gives the log beside it the same permissions.
        using (new FileStream(path, OwnFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)))
        {
        }

        var session = new SqliteSession(path, busyTimeoutSeconds, readOnly: false);
        try
        {
            SqliteSchema.Ensure(session, path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SqliteWriter Open()
    {
        SqliteSession? session = null;
        try
        {
            session = OpenSession(_path, options.BusyTimeoutSeconds);
            LogOpened(_path, SqliteSchema.Version);
            return new SqliteWriter(session, _path, options.WriteQueueCapacity);
        }
        catch (Exception error)
        {
            session?.Dispose();
            throw SqliteErrors.Explain(error, _path);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Opened the SQLite database {Path}, schema version {Version}.")]
    private partial void LogOpened(string path, int version);
}
