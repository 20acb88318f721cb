using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace BirdGrid.Grains.Blobs;

/// <summary>
/// Blobs as files <c>ab/abcdef...</c>. Written to a temporary file in the same folder tree, flushed to the disk and renamed: a crash
/// leaves a temporary file, never half a blob.
/// </summary>
public sealed class DirectoryBlobStore : IBlobStore
{
    private const string TemporaryFolder = "incoming";
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(24);

    private readonly string root;

    /// <summary>Opens the store and sweeps what writers left behind a day ago or earlier.</summary>
    /// <param name="options">The folder.</param>
    /// <param name="clock">Time.</param>
    public DirectoryBlobStore(IOptions<DirectoryBlobStoreOptions> options, TimeProvider clock)
    {
        root = Path.GetFullPath(options.Value.Directory);
        var incoming = Directory.CreateDirectory(Path.Combine(root, TemporaryFolder));
        foreach (var file in incoming.EnumerateFiles().Where(f => clock.GetUtcNow() - f.LastWriteTimeUtc > AbandonedAfter))
        {
            file.Delete();
        }
    }

    /// <inheritdoc/>
    public async Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = new BlobRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        string path = PathOf(blob);
        if (!HasLength(path, blob.Length))
        {
            // The pool: flushing to the disk blocks, and callers are grain turns.
            await Task.Run(() => Write(path, content), cancellationToken);
        }

        return blob;
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(PathOf(blob), cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobNotFoundException(blob, root);
        }

        return Convert.ToHexStringLower(SHA256.HashData(content)) == blob.Sha256 ? content : throw new BlobCorruptException(blob, root);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken) => Task.FromResult(HasLength(PathOf(blob), blob.Length));

    private static bool HasLength(string path, long length) => new FileInfo(path) is { Exists: true } file && file.Length == length;

    private void Write(string path, ReadOnlyMemory<byte> content)
    {
        string folder = Path.GetDirectoryName(path)!;
        bool isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(root, TemporaryFolder, Guid.NewGuid().ToString("N"));
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, preallocationSize: content.Length))
            {
                RandomAccess.Write(file, content.Span, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(folder);
            if (isNew)
            {
                DirectorySync.Flush(root);
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string PathOf(BlobRef blob) => Path.Combine(root, blob.Sha256[..2], blob.Sha256);
}
