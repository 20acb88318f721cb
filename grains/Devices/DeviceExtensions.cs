using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Grains.Devices;

/// <summary>Registers a silo's device thread and its CPU threads.</summary>
public static class DeviceExtensions
{
    /// <summary>Adds both, configured from <see cref="DeviceOptions.Section"/>.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddOptions<DeviceOptions>().BindConfiguration(DeviceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CpuExecutor>();
        services.AddSingleton<DeviceExecutor>();
        return services.AddHostedService(provider => provider.GetRequiredService<DeviceExecutor>());
    }
}
