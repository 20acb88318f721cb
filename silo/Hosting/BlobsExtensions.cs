using BirdGrid.Grains.Blobs;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>The blob store of a silo.</summary>
internal static class BlobsExtensions
{
    /// <summary>Blobs in a folder or in an S3 bucket, as BirdGrid:Blobs says.</summary>
    public static WebApplicationBuilder AddBlobs(this WebApplicationBuilder builder, SiloOptions options)
    {
        string data = Path.GetFullPath(options.DataDirectory);
        if (options.Blobs.Provider == BlobProvider.S3)
        {
            builder.Services.AddS3BlobStore(
                bucket => bucket.BindConfiguration(S3BlobStoreOptions.Section),
                cache => cache.Configure(o => o.Directory = Path.Combine(data, "blob-cache")).BindConfiguration(BlobCacheOptions.Section));
        }
        else
        {
            string folder = string.IsNullOrWhiteSpace(options.Blobs.Directory) ? Path.Combine(data, "blobs") : options.Blobs.Directory;
            builder.Services.AddDirectoryBlobStore(blobs => blobs.Configure(o => o.RootPath = folder));
        }

        return builder;
    }
}
