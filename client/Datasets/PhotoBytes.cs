using System.Buffers;

namespace BirdGrid.Client.Datasets;

/// <summary>Reads photos from disk, never more than a silo takes: a device may go on for ever, and a file may grow.</summary>
internal static class PhotoBytes
{
    private const int FirstBuffer = 64 << 10;

    /// <summary>Reads a photo to its end; pipes too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes, or null where there are more than <see cref="PhotoFormats.LargestBytes"/>.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (file.CanSeek && file.Length > PhotoFormats.LargestBytes)
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(file.CanSeek ? (int)Math.Max(FirstBuffer, file.Length + 1) : FirstBuffer);
        try
        {
            int filled = 0;
            while (await file.ReadAsync(buffer.AsMemory(filled), cancellationToken) is > 0 and var read)
            {
                filled += read;
                if (filled > PhotoFormats.LargestBytes)
                {
                    return null;
                }

                if (filled == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return buffer[..filled];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a photo that was listed.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes, or why it is skipped; exactly one of the two is set.</returns>
    public static async Task<(byte[]? Bytes, SkippedFile? Skipped)> ReadAsync(PhotoFile photo, CancellationToken cancellationToken)
    {
        try
        {
            // What took the place of the photo is not opened: it could be a pipe, or a link to any file.
            var now = new FileInfo(photo.Path);
            if (now.LinkTarget is not null || (now.Exists && now.Length != photo.Length))
            {
                return (null, SkippedFile.Of(photo.Name, SkipKind.Changed));
            }

            await using var file = Open(photo.Path);
            byte[] bytes = new byte[photo.Length];
            int read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return read == bytes.Length && file.Length == bytes.Length ? (bytes, null) : (null, SkippedFile.Of(photo.Name, SkipKind.Changed));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, PhotoCheck.Unreadable(photo.Name, failure));
        }
    }

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
}
