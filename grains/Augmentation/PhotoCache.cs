using BirdGrid.Vision.Photos;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Decoded renditions of a silo, up to a size in bytes: an epoch that fits decodes each photo once.</summary>
public sealed class PhotoCache : IDisposable
{
    /// <summary>Share of the limit above which a photo may not fit any more.</summary>
    private const double NearlyFull = 0.98;

    /// <summary>A dataset that no one trains on any more makes room for the next.</summary>
    private static readonly TimeSpan UnusedFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache? cache;
    private readonly long limitBytes;

    /// <summary>Makes the cache.</summary>
    /// <param name="options">Its size.</param>
    public PhotoCache(IOptions<AugmentationOptions> options)
    {
        limitBytes = options.Value.PhotoCacheMiB * 1024L * 1024L;
        cache = limitBytes == 0 ? null : new MemoryCache(new MemoryCacheOptions { SizeLimit = limitBytes, TrackStatistics = true });
    }

    /// <summary>
    /// Whether it pays to decode a photo whole and keep it. A dataset that does not fit would throw out each photo just before its next use;
    /// the cache then keeps those that it has, and the others are decoded in part, epoch by epoch.
    /// </summary>
    public bool HasRoom => cache?.GetCurrentStatistics() is { CurrentEstimatedSize: { } size } && size < limitBytes * NearlyFull;

    /// <summary>The decoded photo with this hash, or null.</summary>
    public RgbImage? Find(string sha256) => cache?.Get<RgbImage>(sha256);

    /// <summary>Keeps a decoded photo while there is room.</summary>
    public void Keep(string sha256, RgbImage photo) =>
        cache?.Set(sha256, photo, new MemoryCacheEntryOptions { Size = photo.Buffer.Length, SlidingExpiration = UnusedFor });

    /// <inheritdoc/>
    public void Dispose() => cache?.Dispose();
}
