using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Photos;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Augmentation;

public sealed class PhotoCacheTests
{
    [Fact]
    public void Photos_are_kept_while_there_is_room()
    {
        using var cache = new PhotoCache(Options.Create(new AugmentationOptions { PhotoCacheMiB = 1 }));
        Assert.True(cache.HasRoom);
        int kept = 0;
        while (cache.HasRoom)
        {
            cache.Keep($"photo {kept++}", new RgbImage(100, 50));
        }

        Assert.InRange(kept, 60, 1024 * 1024 / (100 * 50 * 3));
        Assert.NotNull(cache.Find("photo 0"));
        Assert.Null(cache.Find("another"));
    }

    [Fact]
    public void A_cache_of_no_size_keeps_nothing()
    {
        using var cache = new PhotoCache(Options.Create(new AugmentationOptions { PhotoCacheMiB = 0 }));
        cache.Keep("photo", new RgbImage(10, 10));
        Assert.False(cache.HasRoom);
        Assert.Null(cache.Find("photo"));
    }
}
