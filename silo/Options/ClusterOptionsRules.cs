using StackExchange.Redis;

namespace BirdGrid.Silo.Options;

/// <summary>What a cluster's options must keep to.</summary>
internal static class ClusterOptionsRules
{
    private const double ShortestProbeSeconds = 0.1;
    private const double LongestProbeSeconds = 60;
    private const int MostMissedProbes = 100;
    private const double LongestWaitSeconds = 86_400;

    /// <summary>Adds a sentence for each thing that is wrong.</summary>
    public static void Check(ClusterOptions cluster, List<string> failures)
    {
        SiloOptionsValidator.CheckPort(cluster.SiloPort, "Cluster:SiloPort", failures);
        SiloOptionsValidator.CheckPort(cluster.GatewayPort, "Cluster:GatewayPort", failures);
        SiloOptionsValidator.CheckPort(cluster.PrimarySiloPort, "Cluster:PrimarySiloPort", failures);
        CheckNames(cluster, failures);
        CheckProbes(cluster, failures);
        if (cluster.Provider == ClusterProvider.Redis)
        {
            CheckRedis(cluster, failures);
        }
        else if (cluster.Kubernetes)
        {
            failures.Add("BirdGrid:Cluster:Kubernetes is set, and pods cannot find each other with the provider Localhost: set BirdGrid:Cluster:Provider=Redis.");
        }
    }

    private static void CheckNames(ClusterOptions cluster, List<string> failures)
    {
        foreach (var (value, key) in new[] { (cluster.ClusterId, "ClusterId"), (cluster.ServiceId, "ServiceId"), (cluster.AdvertisedAddress, "AdvertisedAddress") })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                failures.Add($"BirdGrid:Cluster:{key} is empty: write one, or leave it out for the default.");
            }
        }
    }

    private static void CheckProbes(ClusterOptions cluster, List<string> failures)
    {
        if (cluster.ProbeTimeoutSeconds is not (>= ShortestProbeSeconds and <= LongestProbeSeconds))
        {
            failures.Add($"BirdGrid:Cluster:ProbeTimeoutSeconds is {cluster.ProbeTimeoutSeconds}; it must be {ShortestProbeSeconds} to {LongestProbeSeconds}.");
        }

        if (cluster.WaitSeconds is not (>= 0 and <= LongestWaitSeconds))
        {
            failures.Add($"BirdGrid:Cluster:WaitSeconds is {cluster.WaitSeconds}; it must be 0 to {LongestWaitSeconds}.");
        }

        if (cluster.MissedProbes is < 1 or > MostMissedProbes)
        {
            failures.Add($"BirdGrid:Cluster:MissedProbes is {cluster.MissedProbes}; it must be 1 to {MostMissedProbes}.");
        }
    }

    private static void CheckRedis(ClusterOptions cluster, List<string> failures)
    {
        if (cluster.PrimarySiloPort != 0)
        {
            failures.Add("BirdGrid:Cluster:PrimarySiloPort is for the provider Localhost; silos with the provider Redis find each other there: leave it out.");
        }

        try
        {
            if (ConfigurationOptions.Parse(cluster.Redis).EndPoints.Count == 0)
            {
                failures.Add("BirdGrid:Cluster:Redis is empty: name the server, for example 127.0.0.1:6379.");
            }
        }
        catch (ArgumentException unreadable)
        {
            failures.Add($"BirdGrid:Cluster:Redis cannot be read: {unreadable.Message} Write it as HOST:PORT,password=...");
        }
    }
}
