using System.Security.Cryptography;
using BirdGrid.Grains.Disks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>
/// Blobs as files: <c>ab/abcdef...</c> under the root. A blob is written to a temporary file of the same volume, flushed, renamed
/// and its folder flushed, so that a crash at any moment leaves the whole blob or none of it.
/// </summary>
public sealed partial class DirectoryBlobStore : IBlobStore
{
    private readonly BlobFolder _files;
    private readonly TemporaryBlobs _temporary;
    private readonly ILogger<DirectoryBlobStore> _logger;

    /// <summary>Makes the folders and deletes what writers that died have left behind.</summary>
    /// <param name="options">Names the folder.</param>
    /// <param name="logger">Told how much was deleted.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public DirectoryBlobStore(IOptions<DirectoryBlobStoreOptions> options, ILogger<DirectoryBlobStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _logger = logger;
        _files = new BlobFolder(options.Value.RootPath);
        _temporary = new TemporaryBlobs(_files.Root);
        DurableFiles.FlushFolder(_files.Root);
        int sweptCount = _temporary.SweepDeadWriters();
        if (sweptCount > 0)
        {
            LogSwept(logger, sweptCount, _files.Root);
        }
    }

    /// <inheritdoc/>
    public async Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        (await StoreAsync(content, cancellationToken)).Blob;

    /// <inheritdoc/>
    public Task<StoredBlob> StoreAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => DiskException.TranslateAsync(() => Task.Run(
        () =>
        {
            var blob = new BlobRef(BlobHash.Of(content.Span), content.Length);
            var (isStored, isDamaged) = Look(blob);
            if (isStored)
            {
                return new StoredBlob(blob, WasDamaged: false);
            }

            using var file = _temporary.Create();
            file.Stream.Write(content.Span);
            return new StoredBlob(Publish(file, blob, cancellationToken), isDamaged);
        },
        cancellationToken));

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return DiskException.TranslateAsync(() => Task.Run(() => CopyAsync(content, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = _files.PathOf(blob);
        return Task.Run(() => (Stream)Open(blob, path), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = _files.PathOf(blob);
        return Task.Run(
            () =>
            {
                using var stream = Open(blob, path);
                byte[] content = new byte[blob.Length];
                stream.ReadExactly(content);
                return BlobHash.Of(content) == blob.Sha256
                    ? content
                    : throw Corrupt(blob, path, "its bytes have another hash");
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = _files.PathOf(blob);
        return Task.Run(() => File.Exists(path), cancellationToken);
    }

    /// <inheritdoc/>
    public string? TryGetLocalPath(BlobRef blob)
    {
        string path = _files.PathOf(blob);
        return File.Exists(path) ? path : null;
    }

    private async Task<BlobRef> CopyAsync(Stream content, CancellationToken cancellationToken)
    {
        using var file = _temporary.Create();
        var blob = await file.FillAsync(content, cancellationToken);
        return Look(blob).IsStored ? blob : Publish(file, blob, cancellationToken);
    }

    private BlobRef Publish(TemporaryBlob file, BlobRef blob, CancellationToken cancellationToken)
    {
        file.Stream.Flush(flushToDisk: true);
        cancellationToken.ThrowIfCancellationRequested();
        file.MoveTo(_files.PathOf(blob));
        DurableFiles.FlushFolder(_files.FolderOf(blob));
        return blob;
    }

    /// <summary>
    /// Whether the blob is stored, durably. A file of another length or hash is damaged and gets replaced: whoever brings the bytes again heals it, and
    /// reading a file costs less than what is done to make its bytes.
    /// </summary>
    private (bool IsStored, bool IsDamaged) Look(BlobRef blob)
    {
        using (var stored = _files.TryOpen(blob))
        {
            if (stored is null)
            {
                return (false, false);
            }

            if (stored.Length != blob.Length || Convert.ToHexStringLower(SHA256.HashData(stored)) != blob.Sha256)
            {
                LogReplaced(_logger, _files.PathOf(blob));
                return (false, true);
            }
        }

        // Another writer may have renamed it a moment ago and not have flushed the folder yet.
        DurableFiles.FlushFolder(_files.FolderOf(blob));
        return (true, false);
    }

    private FileStream Open(BlobRef blob, string path)
    {
        var stream = _files.TryOpen(blob);
        if (stream is null)
        {
            LogMissing(_logger, path);
            throw new BlobNotFoundException(blob);
        }

        if (stream.Length != blob.Length)
        {
            string fault = $"it has {stream.Length} bytes instead of {blob.Length}";
            stream.Dispose();
            throw Corrupt(blob, path, fault);
        }

        return stream;
    }

    // Callers are told of the blob; where it lies is the operator's business.
    private BlobCorruptException Corrupt(BlobRef blob, string path, string fault)
    {
        LogDamaged(_logger, path, fault);
        return new BlobCorruptException(blob, fault);
    }

    [LoggerMessage(EventId = 230, EventName = "BlobDamaged", Level = LogLevel.Error, Message = "The stored file {Path} is damaged: {Fault}.")]
    private static partial void LogDamaged(ILogger logger, string path, string fault);

    [LoggerMessage(EventId = 231, EventName = "BlobMissing", Level = LogLevel.Warning, Message = "The stored file {Path} is missing.")]
    private static partial void LogMissing(ILogger logger, string path);

    [LoggerMessage(EventId = 232, EventName = "BlobReplaced", Level = LogLevel.Warning, Message = "The stored file {Path} was damaged, and is replaced.")]
    private static partial void LogReplaced(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} unfinished blobs of writers that died, in {Root}.")]
    private static partial void LogSwept(ILogger logger, int count, string root);
}
