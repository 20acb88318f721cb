using System.Collections.Concurrent;
using BirdGrid.Grains.Blobs;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Datasets;

/// <summary>Parts of manifests that a silo has read, up to a size in bytes. However many ask for a part at once, it is read once.</summary>
public sealed class ManifestBlobCache : IDisposable
{
    /// <summary>A dataset that no one reads any more makes room for the next.</summary>
    private static readonly TimeSpan UnusedFor = TimeSpan.FromMinutes(10);

    private readonly IBlobStore blobs;
    private readonly MemoryCache cache;
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> reading = new(StringComparer.Ordinal);

    /// <summary>Makes the cache.</summary>
    /// <param name="blobs">Where manifests lie.</param>
    /// <param name="options">Its size.</param>
    public ManifestBlobCache(IBlobStore blobs, IOptions<ManifestOptions> options)
    {
        this.blobs = blobs;
        cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.CacheMiB * 1024L * 1024L });
    }

    /// <summary>Reads a part; its bytes are shared and must not be changed.</summary>
    /// <param name="part">The blob.</param>
    /// <param name="cancellationToken">Gives up waiting; the read goes on for the others.</param>
    public async ValueTask<byte[]> ReadAsync(BlobRef part, CancellationToken cancellationToken)
    {
        if (cache.Get<byte[]>(part.Sha256) is { } kept)
        {
            return kept;
        }

        var read = reading.GetOrAdd(part.Sha256, _ => new Lazy<Task<byte[]>>(() => ReadAndKeepAsync(part)));
        return await read.Value.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => cache.Dispose();

    private async Task<byte[]> ReadAndKeepAsync(BlobRef part)
    {
        try
        {
            byte[] bytes = await blobs.ReadAsync(part, CancellationToken.None);
            cache.Set(part.Sha256, bytes, new MemoryCacheEntryOptions { Size = bytes.Length, SlidingExpiration = UnusedFor });
            return bytes;
        }
        finally
        {
            reading.TryRemove(part.Sha256, out _);
        }
    }
}
