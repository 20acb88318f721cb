using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Placement;
using Orleans.Configuration;
using ClusterProvider = BirdGrid.Silo.Options.ClusterProvider;
using SiloOptions = BirdGrid.Silo.Options.SiloOptions;

namespace BirdGrid.Silo.Hosting;

/// <summary>Grid, storage and devices of a silo.</summary>
internal static class GridExtensions
{
    /// <summary>Configuration section of the device.</summary>
    public const string DeviceSection = "BirdGrid:Device";

    private const string BlobDirectoryKey = "BirdGrid:Blobs:Directory";

    /// <summary>Orleans: how silos find each other, what this one is for, and BirdGrid's grains.</summary>
    public static WebApplicationBuilder AddGrid(this WebApplicationBuilder builder, SiloOptions options)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseCluster(options.Cluster).UseMemory(options);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
            silo.AddActivityPropagation();
            silo.UseBirdGridPlacement(new SiloAnnouncement(SiloRoles.Parse(options.Role), Environment.ProcessorCount, options.TrainingSlots, options.ComputeOnCpu));
            silo.AddBirdGridGrains();
        });
        return builder;
    }

    /// <summary>The blobs: photos, checkpoints, weights.</summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder, SiloOptions options)
    {
        string? directory = builder.Configuration[BlobDirectoryKey];
        if (directory is null && options.Cluster.Provider == ClusterProvider.Redis)
        {
            throw new SiloConfigurationException($"{BlobDirectoryKey} is missing: with BirdGrid:Cluster:Provider=Redis, name a folder that every silo of the grid sees.");
        }

        builder.Services.AddDirectoryBlobStore(blobs => blobs.Configure(o => o.RootPath = directory ?? Path.Combine(Path.GetFullPath(options.DataDirectory), "blobs")));
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
}
