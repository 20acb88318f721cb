using BirdGrid.Grains.Blobs;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>The blob store of a silo.</summary>
internal static class BlobsExtensions
{
    /// <summary>The blobs (photos, checkpoints, weights) in a folder or in an S3 bucket, as BirdGrid:Blobs says.</summary>
    /// <exception cref="SiloConfigurationException">A grid of many machines names no place that all of them see.</exception>
    public static WebApplicationBuilder AddBlobs(this WebApplicationBuilder builder, SiloOptions options)
    {
        string data = Path.GetFullPath(options.DataDirectory);
        if (options.Blobs.Provider == BlobProvider.S3)
        {
            builder.Services.AddS3BlobStore(
                bucket => bucket.BindConfiguration(S3BlobStoreOptions.Section),
                cache => cache.Configure(o => o.Directory = Path.Combine(data, "blob-cache")).BindConfiguration(BlobCacheOptions.Section));
            return builder;
        }

        if (options.Blobs.Directory.Length == 0 && options.Cluster.Provider == ClusterProvider.Redis)
        {
            throw new SiloConfigurationException("BirdGrid:Blobs:Directory is missing: with BirdGrid:Cluster:Provider=Redis, name a folder that every silo of the grid sees, or a bucket (BirdGrid:Blobs:Provider=S3).");
        }

        builder.Services.AddDirectoryBlobStore(blobs => blobs.Configure(o => o.RootPath = FolderOf(options)!));
        return builder;
    }

    /// <summary>Full path of the folder of the blobs; null where they are in a bucket.</summary>
    public static string? FolderOf(SiloOptions options) => options.Blobs.Provider == BlobProvider.Directory
        ? Path.GetFullPath(options.Blobs.Directory.Length == 0 ? Path.Combine(options.DataDirectory, "blobs") : options.Blobs.Directory)
        : null;
}
