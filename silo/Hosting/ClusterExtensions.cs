using System.Net;
using System.Net.Sockets;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Hosting.Redis;
using BirdGrid.Silo.Options;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace BirdGrid.Silo.Hosting;

/// <summary>How a silo joins others, and where the grid's memory is.</summary>
internal static class ClusterExtensions
{
    /// <summary>Silos say that they are alive this often: after a loss of all of them, the first that returns waits for three times as long.</summary>
    private static readonly TimeSpan AlivePeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest that a probe of a busy silo is waited for, unless the setting is longer. A silo that has sent nothing for as many of these as it may miss
    /// probes (3: 9 s) is dead.
    /// </summary>
    private const double LongestProbeSeconds = 3;

    /// <summary>Clustering on this machine alone, or through Redis.</summary>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, Options.SiloOptions options)
    {
        var cluster = options.Cluster;
        int siloPort = PortOrFree(cluster.SiloPort);

        // For people: which machine, what for, which of several.
        silo.Configure<Orleans.Configuration.SiloOptions>(orleans => orleans.SiloName = $"{Environment.MachineName}-{options.Role.Replace(',', '+')}-{siloPort}");
        if (cluster.Provider == ClusterProvider.Localhost)
        {
            silo.UseLocalhostClustering(
                siloPort,
                cluster.GatewayPort,
                cluster.PrimarySiloPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, cluster.PrimarySiloPort),
                cluster.ServiceId,
                cluster.ClusterId);
        }
        else
        {
            silo.UseRedis(cluster);
            silo.Configure<Orleans.Configuration.ClusterOptions>(orleans => (orleans.ClusterId, orleans.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
            silo.Configure<EndpointOptions>(endpoints => Advertise(endpoints, cluster, siloPort));
        }

        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(cluster.ProbeTimeoutSeconds);

            // Orleans' own 8 s would let a frozen silo, whose connections stay open, count as alive for 24: longer than callers are made to wait.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(Math.Max(cluster.ProbeTimeoutSeconds, LongestProbeSeconds));
            membership.NumMissedProbesLimit = cluster.MissedProbes;
            membership.IAmAliveTablePublishTimeout = AlivePeriod;
        });
        return cluster.Kubernetes ? silo.UseKubernetesHosting() : silo;
    }

    /// <summary>Grain state and reminders: in the data directory of a single machine, in Redis with many (<see cref="UseCluster"/> has put them there).</summary>
    public static ISiloBuilder UseMemory(this ISiloBuilder silo, Options.SiloOptions options)
    {
        if (options.Cluster.Provider == ClusterProvider.Redis)
        {
            return silo;
        }

        void InDatabase(OptionsBuilder<SqliteStorageOptions> sqlite) =>
            sqlite.Configure(o => o.DatabasePath = DatabaseOf(options));
        return silo.AddSqliteGrainStorageAsDefault(InDatabase).UseSqliteReminderService(InDatabase);
    }

    /// <summary>This silo's address for others.</summary>
    /// <exception cref="SiloConfigurationException">Nobody knows it.</exception>
    public static IPAddress AdvertisedAddress(Options.ClusterOptions cluster) =>
        IPAddress.TryParse(cluster.AdvertisedAddress, out var ip) ? ip : Resolve(cluster.AdvertisedAddress);

    /// <summary>Full path of the database of a grid on one machine.</summary>
    public static string DatabaseOf(Options.SiloOptions options) => Path.Combine(Path.GetFullPath(options.DataDirectory), "grid.db");

    private static void Advertise(EndpointOptions endpoints, Options.ClusterOptions cluster, int siloPort)
    {
        var address = AdvertisedAddress(cluster);
        endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = siloPort;
        endpoints.GatewayPort = cluster.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(address, siloPort);
        endpoints.GatewayListeningEndpoint = cluster.GatewayPort == 0 ? null : new IPEndPoint(address, cluster.GatewayPort);
    }

    private static IPAddress Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host).OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
        }
        catch (SocketException unknown)
        {
            throw new SiloConfigurationException($"BirdGrid:Cluster:AdvertisedAddress is '{host}', which cannot be resolved: {unknown.Message} Write this machine's IP address.");
        }
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
