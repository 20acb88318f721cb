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
}
