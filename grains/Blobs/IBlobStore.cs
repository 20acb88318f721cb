namespace BirdGrid.Grains.Blobs;

/// <summary>Keeps bytes under the SHA-256 of their content. Blobs never change; putting the same bytes again stores nothing new.</summary>
public interface IBlobStore
{
    /// <summary>Stores bytes; on return they are durable and visible to every reader.</summary>
    /// <param name="content">The bytes; must not change during the call.</param>
    /// <param name="cancellationToken">Gives up; nothing becomes visible.</param>
    /// <returns>The name of the bytes.</returns>
    Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores bytes that were perhaps stored before, checks what the store has of them against their hash, and replaces it where it is damaged. A folder
    /// does so with every put; of a bucket the object is downloaded for it.
    /// </summary>
    /// <param name="content">The bytes; must not change during the call.</param>
    /// <param name="cancellationToken">Gives up; nothing becomes visible.</param>
    async Task<StoredBlob> StoreAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        new(await PutAsync(content, cancellationToken), WasDamaged: false);

    /// <summary>Stores the rest of a stream; on return it is durable and visible to every reader.</summary>
    /// <param name="content">Read to its end, not closed.</param>
    /// <param name="cancellationToken">Gives up; nothing becomes visible.</param>
    /// <returns>The name of the bytes.</returns>
    Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default);

    /// <summary>Reads a blob as a stream. A folder checks its length only; an S3 bucket's blobs are checked against their hash too.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A stream that can seek; the caller closes it.</returns>
    /// <exception cref="BlobNotFoundException">The store has no such blob.</exception>
    /// <exception cref="BlobCorruptException">The stored length differs from the named one, or the hash does where it is checked.</exception>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default);

    /// <summary>Reads a whole blob and checks it against its hash.</summary>
    /// <param name="blob">The blob, at most 2 GB.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="BlobNotFoundException">The store has no such blob.</exception>
    /// <exception cref="BlobCorruptException">The stored bytes are not those that were put.</exception>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default);

    /// <summary>Whether the store has a blob of this hash.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if it has.</returns>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default);

    /// <summary>A file that holds the blob, for code that reads by path. It must not be changed.</summary>
    /// <param name="blob">The blob.</param>
    /// <returns>Full path, or null where the blob is missing or this store keeps none as a local file.</returns>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    string? TryGetLocalPath(BlobRef blob);
}
