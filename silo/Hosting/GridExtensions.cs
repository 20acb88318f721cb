using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Placement;
using Orleans.Configuration;
using SiloOptions = BirdGrid.Silo.Options.SiloOptions;

namespace BirdGrid.Silo.Hosting;

/// <summary>Grid and devices of a silo.</summary>
internal static class GridExtensions
{
    /// <summary>Configuration section of the device.</summary>
    public const string DeviceSection = "BirdGrid:Device";

    /// <summary>Orleans: how silos find each other, what this one is for, and BirdGrid's grains.</summary>
    public static WebApplicationBuilder AddGrid(this WebApplicationBuilder builder, SiloOptions options)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseCluster(options).UseMemory(options);
            silo.Services.AddSingleton<IFatalErrorHandler, FatalErrors>();
            silo.Configure<SiloMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
            silo.AddActivityPropagation();
            silo.UseBirdGridPlacement(new SiloAnnouncement(SiloRoles.Parse(options.Role), Environment.ProcessorCount, TrainingSlots(builder.Configuration), options.ComputeOnCpu));
            silo.AddBirdGridGrains();
        });
        return builder;
    }

    /// <summary>The device thread and the threads for decoding.</summary>
    public static WebApplicationBuilder AddDevice(this WebApplicationBuilder builder, SiloOptions options)
    {
        builder.Services.AddDeviceExecutor(device => device.BindConfiguration(DeviceSection));
        builder.Services.AddCpuExecutor(cpu => cpu.BindConfiguration("BirdGrid:Cpu"));
        if (SiloRoles.Parse(options.Role) == SiloRole.Gpu)
        {
            // A silo that says gpu must have one: it refuses to start otherwise.
            builder.Services.PostConfigure<DeviceOptions>(device => device.Device = device.Device == "auto" ? "cuda" : device.Device);
        }

        return builder;
    }

    // A value out of range is refused by the device's own validator at the start.
    private static int TrainingSlots(ConfigurationManager configuration) =>
        Math.Max(1, configuration.GetValue($"{DeviceSection}:{nameof(DeviceOptions.TrainingSlots)}", 1));
}
