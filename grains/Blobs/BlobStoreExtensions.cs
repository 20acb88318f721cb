using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BirdGrid.Grains.Blobs;

/// <summary>Registers the blob store.</summary>
public static class BlobStoreExtensions
{
    /// <summary>Adds the directory blob store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Names the folder.</param>
    public static IServiceCollection AddDirectoryBlobStore(this IServiceCollection services, Action<DirectoryBlobStoreOptions> configure)
    {
        services.AddOptions<DirectoryBlobStoreOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IBlobStore, DirectoryBlobStore>();
    }
}
