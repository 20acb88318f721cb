using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>
/// A folder of blobs that lie elsewhere, bounded in size, kept over restarts. What it hands out has been checked against its hash in that very
/// call: a damaged file is thrown away and downloaded again. Several processes may use one folder.
/// </summary>
internal sealed partial class BlobCache
{
    private const int SharedAttempts = 2;

    private readonly IBlobSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<BlobCache> _logger;
    private readonly BlobFolder _files;
    private readonly TemporaryBlobs _temporary;
    private readonly BlobDownloads _downloads;
    private readonly BlobCacheEviction _eviction;

    /// <summary>Makes the folders, deletes what writers that died have left behind, and keeps the bound.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public BlobCache(IBlobSource source, IOptions<BlobCacheOptions> options, TimeProvider clock, ILogger<BlobCache> logger)
    {
        _source = source;
        _clock = clock;
        _logger = logger;
        _files = new BlobFolder(options.Value.Directory);
        _temporary = new TemporaryBlobs(_files.Root);
        _temporary.SweepDeadWriters();
        _downloads = new BlobDownloads(DownloadAsync);
        _eviction = new BlobCacheEviction(_files, (long)options.Value.MaximumMiB << 20, _downloads.IsWanted);
        _eviction.MakeRoom();
    }

    /// <summary>Starts a file on the cache's volume, for <see cref="Add"/>.</summary>
    public TemporaryBlob CreateTemporary() => _temporary.Create();

    /// <summary>Takes over a file whose content is the blob.</summary>
    public void Add(TemporaryBlob file, BlobRef blob)
    {
        // No flush to disk: what a power failure damages is found by its hash.
        file.Stream.Flush();
        MarkUsed(file.Stream);
        file.MoveTo(_files.PathOf(blob));
        _eviction.Added(blob.Length);
    }

    /// <summary>Opens a blob, downloaded where the cache does not have it.</summary>
    /// <returns>Checked against the hash, at its start; stays readable when the file is evicted.</returns>
    /// <exception cref="BlobNotFoundException">The source has no such blob.</exception>
    /// <exception cref="BlobCorruptException">The source's bytes are not those of the name, twice in a row.</exception>
    /// <exception cref="BlobStoreException">The source does not answer or refuses.</exception>
    public async Task<FileStream> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        if (await TryOpenCheckedAsync(blob, cancellationToken) is { } cached)
        {
            BlobCacheMetrics.Hits.Add(1);
            BlobCacheMetrics.HitBytes.Add(blob.Length);
            return cached;
        }

        BlobCacheMetrics.Misses.Add(1);
        for (int attempt = 0; attempt < SharedAttempts; attempt++)
        {
            using var download = await _downloads.JoinAsync(blob, cancellationToken);
            if (await TryOpenCheckedAsync(blob, cancellationToken) is { } downloaded)
            {
                return downloaded;
            }
        }

        // Another process evicts from a crowded folder faster than this one opens what it has brought.
        return await OpenUncachedAsync(blob, cancellationToken);
    }

    /// <summary>Path of a cached blob, counted as a use; null where the cache does not have it. Only its length is checked.</summary>
    public string? TryGetPath(BlobRef blob)
    {
        string path = _files.PathOf(blob);
        using var file = _files.TryOpen(blob);
        if (file?.Length != blob.Length)
        {
            return null;
        }

        MarkUsed(file);
        return path;
    }

    private async Task<FileStream?> TryOpenCheckedAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var file = _files.TryOpen(blob);
        if (file is null)
        {
            return null;
        }

        try
        {
            if (await IsIntactAsync(file, blob, cancellationToken))
            {
                MarkUsed(file);
                return file;
            }
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        await file.DisposeAsync();
        File.Delete(_files.PathOf(blob));
        BlobCacheMetrics.Damaged.Add(1);
        LogDamaged(_logger, _files.PathOf(blob));
        return null;
    }

    private async Task DownloadAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        // A download that ended between the look into the cache and this one has brought it already.
        if (_files.Holds(blob))
        {
            return;
        }

        using var file = _temporary.Create();
        await FillAsync(file, blob, cancellationToken);
        Add(file, blob);
    }

    private async Task<FileStream> OpenUncachedAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        using var file = _temporary.Create();
        await FillAsync(file, blob, cancellationToken);
        file.Stream.Flush();

        // The name goes with the temporary file, the bytes stay as long as this is open.
        return new FileStream(file.Stream.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Whether the source's bytes are those of the name, found out by downloading them; what the cache has does not count.</summary>
    /// <exception cref="BlobStoreException">The source does not answer or refuses.</exception>
    public async Task<bool> IsIntactAtSourceAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        using var file = _temporary.Create();
        try
        {
            await FillAsync(file, blob, cancellationToken);
            return true;
        }
        catch (DamagedException)
        {
            return false;
        }
    }

    private async Task FillAsync(TemporaryBlob file, BlobRef blob, CancellationToken cancellationToken)
    {
        await _source.CopyToAsync(blob, file.Stream, cancellationToken);
        if (!await IsIntactAsync(file.Stream, blob, cancellationToken))
        {
            LogCorruptDownload(_logger, _source.Locate(blob));
            await _source.CopyToAsync(blob, file.Stream, cancellationToken);
            if (!await IsIntactAsync(file.Stream, blob, cancellationToken))
            {
                throw new BlobCorruptException(blob, "its bytes have another hash");
            }
        }

        BlobCacheMetrics.DownloadedBytes.Add(blob.Length);
    }

    private static async Task<bool> IsIntactAsync(FileStream file, BlobRef blob, CancellationToken cancellationToken)
    {
        if (file.Length != blob.Length)
        {
            return false;
        }

        file.Position = 0;
        byte[] hash = await SHA256.HashDataAsync(file, cancellationToken);
        file.Position = 0;
        return Convert.ToHexStringLower(hash) == blob.Sha256;
    }

    private void MarkUsed(FileStream file) => File.SetLastWriteTimeUtc(file.SafeFileHandle, _clock.GetUtcNow().UtcDateTime);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cached file {Path} was damaged and is downloaded again.")]
    private static partial void LogDamaged(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was downloaded from {Location} has another hash than its name; it is downloaded once more.")]
    private static partial void LogCorruptDownload(ILogger logger, string location);
}
