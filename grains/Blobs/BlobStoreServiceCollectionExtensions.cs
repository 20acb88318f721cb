using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>Registers the blob store.</summary>
public static class BlobStoreServiceCollectionExtensions
{
    /// <summary>Keeps blobs as files in a folder; a folder that cannot be written stops the host at its start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Names the folder.</param>
    /// <returns>The services, for chaining.</returns>
    public static IServiceCollection AddDirectoryBlobStore(this IServiceCollection services, Action<OptionsBuilder<DirectoryBlobStoreOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddOptions<DirectoryBlobStoreOptions>().ValidateOnStart());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DirectoryBlobStoreOptions>, DirectoryBlobStoreOptionsValidator>());
        services.TryAddSingleton<IBlobStore, DirectoryBlobStore>();
        return services;
    }

    /// <summary>Keeps blobs in an S3 bucket, with a local cache; a bucket that cannot be used stops the host at its start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configureBucket">Names the bucket.</param>
    /// <param name="configureCache">Names the cache's folder.</param>
    /// <returns>The services, for chaining.</returns>
    public static IServiceCollection AddS3BlobStore(
        this IServiceCollection services, Action<OptionsBuilder<S3BlobStoreOptions>> configureBucket, Action<OptionsBuilder<BlobCacheOptions>> configureCache)
    {
        ArgumentNullException.ThrowIfNull(configureBucket);
        ArgumentNullException.ThrowIfNull(configureCache);
        configureBucket(services.AddOptions<S3BlobStoreOptions>().ValidateDataAnnotations().ValidateOnStart());
        configureCache(services.AddOptions<BlobCacheOptions>().ValidateDataAnnotations().ValidateOnStart());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<S3BlobStoreOptions>, S3BlobStoreOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BlobCacheOptions>, BlobCacheOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<S3Bucket>();
        services.TryAddSingleton<IBlobSource>(provider => provider.GetRequiredService<S3Bucket>());
        services.TryAddSingleton<BlobCache>();
        services.TryAddSingleton<IBlobStore, S3BlobStore>();
        services.AddHostedService<S3StartupCheck>();
        return services;
    }
}
