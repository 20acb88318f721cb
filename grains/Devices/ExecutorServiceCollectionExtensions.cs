using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Devices;

/// <summary>Registers the executors. Call these before <c>UseOrleans</c>: hosted services stop in reverse order, and grains stop first.</summary>
public static class ExecutorServiceCollectionExtensions
{
    /// <summary>Adds the device thread; a device that does not exist stops the host at its start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the device, or null for the defaults.</param>
    /// <returns>The services, for chaining.</returns>
    public static IServiceCollection AddDeviceExecutor(this IServiceCollection services, Action<OptionsBuilder<DeviceOptions>>? configure = null)
    {
        var options = services.AddOptions<DeviceOptions>().ValidateOnStart();
        configure?.Invoke(options);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeviceOptions>, DeviceOptionsValidator>());
        return services.AddExecutor<DeviceExecutor>();
    }

    /// <summary>Adds the CPU pool.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the pool, or null for the defaults.</param>
    /// <returns>The services, for chaining.</returns>
    public static IServiceCollection AddCpuExecutor(this IServiceCollection services, Action<OptionsBuilder<CpuExecutorOptions>>? configure = null)
    {
        var options = services.AddOptions<CpuExecutorOptions>().ValidateOnStart();
        configure?.Invoke(options);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CpuExecutorOptions>, CpuExecutorOptionsValidator>());
        return services.AddExecutor<CpuExecutor>();
    }

    private static IServiceCollection AddExecutor<TExecutor>(this IServiceCollection services)
        where TExecutor : class, IHostedService
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TExecutor>();
        return services.AddHostedService(provider => provider.GetRequiredService<TExecutor>());
    }
}
