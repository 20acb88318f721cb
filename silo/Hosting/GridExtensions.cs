using System.Net;
using System.Net.Sockets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SiloOptions = BirdGrid.Silo.Options.SiloOptions;

namespace BirdGrid.Silo.Hosting;

/// <summary>Grid, storage and devices of a silo.</summary>
internal static class GridExtensions
{
    /// <summary>Configuration section of the device.</summary>
    public const string DeviceSection = "BirdGrid:Device";

    private const string ServiceId = "birdgrid";

    /// <summary>Orleans with localhost clustering, the silo's role, and BirdGrid's grains.</summary>
    public static WebApplicationBuilder AddGrid(this WebApplicationBuilder builder, SiloOptions options)
    {
        builder.UseOrleans(silo =>
        {
            int siloPort = PortOrFree(options.Cluster.SiloPort);
            int primaryPort = options.Cluster.PrimarySiloPort;
            silo.UseLocalhostClustering(
                siloPort,
                PortOrFree(options.Cluster.GatewayPort),
                primaryPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, primaryPort),
                ServiceId,
                ServiceId);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.CancelRequestOnTimeout = true);
            silo.AddActivityPropagation();
            silo.UseBirdGridPlacement(SiloRoles.Parse(options.Role));
            silo.AddBirdGridGrains();
        });
        return builder;
    }

    /// <summary>Grain state, reminders and blobs in the data directory.</summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder, SiloOptions options)
    {
        string data = Path.GetFullPath(options.DataDirectory);
        void InDatabase(OptionsBuilder<SqliteStorageOptions> sqlite) => sqlite.Configure(o => o.DatabasePath = Path.Combine(data, "grid.db"));
        builder.UseOrleans(silo => silo.AddSqliteGrainStorageAsDefault(InDatabase).UseSqliteReminderService(InDatabase));
        return builder.AddBlobs(options);
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

    private static int PortOrFree(int port)
    {
        if (port != 0)
        {
            return port;
        }

        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
