namespace BirdGrid.Grains.Blobs;

/// <summary>Large bytes, named by their SHA-256. A blob is there whole or not at all, and never changes.</summary>
public interface IBlobStore
{
    /// <summary>Stores bytes; identical bytes are stored once. They are on disk when the call returns.</summary>
    Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a blob and checks its hash.</summary>
    /// <exception cref="BlobNotFoundException">It is not in the store.</exception>
    /// <exception cref="BlobCorruptException">Its bytes have changed.</exception>
    Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken);

    /// <summary>Whether the blob is in the store.</summary>
    Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken);
}
