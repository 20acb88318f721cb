using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Blobs;

/// <summary>
/// Blobs in a bucket of S3-compatible storage, read through a local cache. Every read is checked against the hash. What is put is first written to a
/// temporary file, since the key is the hash of the whole; it becomes the cached file.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="cache">The cache in front of it.</param>
internal sealed class S3BlobStore(S3Bucket bucket, BlobCache cache) : IBlobStore
{
    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => DiskException.TranslateAsync(() => Task.Run(
        async () =>
        {
            var blob = new BlobRef(BlobHash.Of(content.Span), content.Length);
            return await IsStoredAsync(blob, cancellationToken) ? blob : await UploadAsync(content, blob, cancellationToken);
        },
        cancellationToken));

    /// <inheritdoc/>
    public Task<StoredBlob> StoreAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => DiskException.TranslateAsync(() => Task.Run(
        async () =>
        {
            var blob = new BlobRef(BlobHash.Of(content.Span), content.Length);
            if (await bucket.LengthOfAsync(blob, cancellationToken) is not { } length)
            {
                return new StoredBlob(await UploadAsync(content, blob, cancellationToken), WasDamaged: false);
            }

            bool isIntact = length == blob.Length && await cache.IsIntactAtSourceAsync(blob, cancellationToken);
            return new StoredBlob(isIntact ? blob : await UploadAsync(content, blob, cancellationToken), WasDamaged: !isIntact);
        },
        cancellationToken));

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return DiskException.TranslateAsync(() => Task.Run(
            async () =>
            {
                using var file = cache.CreateTemporary();
                var blob = await file.FillAsync(content, cancellationToken);
                return await IsStoredAsync(blob, cancellationToken) ? blob : await PublishAsync(file, blob, cancellationToken);
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        BlobHash.Require(blob);
        return DiskException.TranslateAsync(() => Task.Run<Stream>(async () => await cache.OpenAsync(blob, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        BlobHash.Require(blob);
        return DiskException.TranslateAsync(() => Task.Run(
            async () =>
            {
                await using var file = await cache.OpenAsync(blob, cancellationToken);
                byte[] content = new byte[blob.Length];
                await file.ReadExactlyAsync(content, cancellationToken);
                return content;
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        BlobHash.Require(blob);
        return Task.Run(async () => await bucket.LengthOfAsync(blob, cancellationToken) is not null, cancellationToken);
    }

    /// <inheritdoc/>
    public string? TryGetLocalPath(BlobRef blob) => cache.TryGetPath(blob);

    private async Task<BlobRef> UploadAsync(ReadOnlyMemory<byte> content, BlobRef blob, CancellationToken cancellationToken)
    {
        using var file = cache.CreateTemporary();
        file.Stream.Write(content.Span);
        return await PublishAsync(file, blob, cancellationToken);
    }

    private async Task<BlobRef> PublishAsync(TemporaryBlob file, BlobRef blob, CancellationToken cancellationToken)
    {
        file.Stream.Flush();
        await bucket.UploadAsync(blob, file.Stream, cancellationToken);
        cache.Add(file, blob);
        return blob;
    }

    /// <summary>Whether the bucket has the blob. An object of another length is damaged and gets replaced.</summary>
    private async Task<bool> IsStoredAsync(BlobRef blob, CancellationToken cancellationToken) => await bucket.LengthOfAsync(blob, cancellationToken) == blob.Length;
}
