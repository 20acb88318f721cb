using BirdGrid.Vision.Photos;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Decoded renditions of a silo, up to a size in bytes: an epoch that fits decodes each photo once.</summary>
public sealed class PhotoCache : IDisposable
{
    private readonly MemoryCache? cache;

    /// <summary>Makes the cache.</summary>
    /// <param name="options">Its size.</param>
    public PhotoCache(IOptions<AugmentationOptions> options)
    {
        long bytes = options.Value.PhotoCacheMiB * 1024L * 1024L;
        cache = bytes == 0 ? null : new MemoryCache(new MemoryCacheOptions { SizeLimit = bytes });
    }

    /// <summary>The decoded photo with this hash, or null.</summary>
    public RgbImage? Find(string sha256) => cache?.Get<RgbImage>(sha256);

    /// <summary>Keeps a decoded photo while there is room.</summary>
    public void Keep(string sha256, RgbImage photo) =>
        cache?.Set(sha256, photo, new MemoryCacheEntryOptions { Size = photo.Buffer.Length });

    /// <inheritdoc/>
    public void Dispose() => cache?.Dispose();
}
