using System.Buffers;
using System.Security.Cryptography;

namespace BirdGrid.Grains.Blobs;

/// <summary>A blob being written; deleted on disposal unless it was moved to its place.</summary>
/// <param name="path">Where it lies now.</param>
/// <param name="stream">Writes it and holds its lock.</param>
internal sealed class TemporaryBlob(string path, FileStream stream) : IDisposable
{
    private const int CopyBufferBytes = 1 << 18;

    private bool _isMoved;

    /// <summary>Writes the content.</summary>
    public FileStream Stream => stream;

    /// <summary>Copies the rest of a stream; returns the name of the bytes.</summary>
    public async Task<BlobRef> FillAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        long length = 0;
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                stream.Write(buffer, 0, count);
                length += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new BlobRef(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    /// <summary>Gives the content its final name, in one step, over a file already there (same name, same bytes).</summary>
    public void MoveTo(string destination)
    {
        // Renamed while open: the lock keeps a sweep away until the file has left the folder.
        File.Move(path, destination, overwrite: true);
        _isMoved = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isMoved)
        {
            File.Delete(path);
        }

        try
        {
            stream.Dispose();
        }
        catch (IOException) when (!_isMoved)
        {
            // The rest of the buffer finds no room; whoever wrote was told, and the file is gone.
        }
    }
}
