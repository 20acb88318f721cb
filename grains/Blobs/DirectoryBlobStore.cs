using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>
/// Blobs as files: <c>ab/abcdef...</c> under the root. A blob is written to a temporary file of the same volume, flushed, renamed
/// and its folder flushed, so that a crash at any moment leaves the whole blob or none of it.
/// </summary>
public sealed partial class DirectoryBlobStore : IBlobStore
{
    private const int CopyBufferBytes = 1 << 18;

    private readonly string _root;
    private readonly TemporaryBlobs _temporary;

    /// <summary>Makes the folders and deletes what writers that died have left behind.</summary>
    /// <param name="options">Names the folder.</param>
    /// <param name="logger">Told how much was deleted.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public DirectoryBlobStore(IOptions<DirectoryBlobStoreOptions> options, ILogger<DirectoryBlobStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _root = Path.GetFullPath(options.Value.RootPath);
        for (int first = 0; first < 256; first++)
        {
            Directory.CreateDirectory(Path.Combine(_root, first.ToString("x2", CultureInfo.InvariantCulture)));
        }

        _temporary = new TemporaryBlobs(_root);
        DurableFiles.FlushFolder(_root);
        int sweptCount = _temporary.SweepDeadWriters();
        if (sweptCount > 0)
        {
            LogSwept(logger, sweptCount, _root);
        }
    }

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            var blob = new BlobRef(BlobHash.Of(content.Span), content.Length);
            if (IsStored(blob))
            {
                return blob;
            }

            using var file = _temporary.Create();
            file.Stream.Write(content.Span);
            return Publish(file, blob, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Task.Run(() => CopyAsync(content, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = PathOf(blob);
        return Task.Run(() => (Stream)Open(blob, path), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = PathOf(blob);
        return Task.Run(
            () =>
            {
                using var stream = Open(blob, path);
                byte[] content = new byte[blob.Length];
                stream.ReadExactly(content);
                return BlobHash.Of(content) == blob.Sha256
                    ? content
                    : throw new BlobCorruptException(blob, path, "its bytes have another hash");
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        string path = PathOf(blob);
        return Task.Run(() => File.Exists(path), cancellationToken);
    }

    /// <inheritdoc/>
    public string? TryGetLocalPath(BlobRef blob)
    {
        string path = PathOf(blob);
        return File.Exists(path) ? path : null;
    }

    private string PathOf(BlobRef blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        BlobHash.Require(blob.Sha256);
        return Path.Combine(FolderOf(blob), blob.Sha256);
    }

    private string FolderOf(BlobRef blob) => Path.Combine(_root, blob.Sha256[..2]);

    private async Task<BlobRef> CopyAsync(Stream content, CancellationToken cancellationToken)
    {
        using var file = _temporary.Create();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        long length = 0;
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                file.Stream.Write(buffer, 0, count);
                length += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var blob = new BlobRef(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        return IsStored(blob) ? blob : Publish(file, blob, cancellationToken);
    }

    private BlobRef Publish(TemporaryBlob file, BlobRef blob, CancellationToken cancellationToken)
    {
        file.Stream.Flush(flushToDisk: true);
        cancellationToken.ThrowIfCancellationRequested();
        file.MoveTo(PathOf(blob));
        DurableFiles.FlushFolder(FolderOf(blob));
        return blob;
    }

    /// <summary>Whether the blob is stored, durably. A file of another length is damaged and gets replaced.</summary>
    private bool IsStored(BlobRef blob)
    {
        var file = new FileInfo(PathOf(blob));
        if (!file.Exists || file.Length != blob.Length)
        {
            return false;
        }

        // Another writer may have renamed it a moment ago and not have flushed the folder yet.
        DurableFiles.FlushFolder(FolderOf(blob));
        return true;
    }

    private FileStream Open(BlobRef blob, string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobNotFoundException(blob, $"the folder '{_root}'");
        }

        if (stream.Length != blob.Length)
        {
            string fault = $"it has {stream.Length} bytes instead of {blob.Length}";
            stream.Dispose();
            throw new BlobCorruptException(blob, path, fault);
        }

        return stream;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} unfinished blobs of writers that died, in {Root}.")]
    private static partial void LogSwept(ILogger logger, int count, string root);
}
