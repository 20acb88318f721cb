namespace BirdGrid.Silo.Options;

/// <summary>How silos find each other and where the grid's state lies.</summary>
public sealed class ClusterOptions
{
    /// <summary>Localhost or Redis.</summary>
    /// <value>Default Localhost.</value>
    public ClusterProvider Provider { get; set; }

    /// <summary>Redis, as StackExchange.Redis writes it: <c>host:port,password=...,ssl=true</c>. Needed with the provider Redis.</summary>
    /// <value>Default empty.</value>
    public string Redis { get; set; } = string.Empty;

    /// <summary>The grid: silos of one cluster id find each other.</summary>
    /// <value>Default birdgrid.</value>
    public string ClusterId { get; set; } = "birdgrid";

    /// <summary>Owner of the state: outlives clusters; another one sees another grid's nothing.</summary>
    /// <value>Default birdgrid.</value>
    public string ServiceId { get; set; } = "birdgrid";

    /// <summary>This silo's IP address or host name for other silos. Their traffic is neither encrypted nor authenticated: it belongs on a private network.</summary>
    /// <value>Default 127.0.0.1.</value>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Port between silos; 0 takes a free one.</summary>
    /// <value>Default 0.</value>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients of your own; 0: none. BirdGrid's clients speak gRPC and need none.</summary>
    /// <value>Default 0.</value>
    public int GatewayPort { get; set; }

    /// <summary>Localhost only: silo port of the primary silo on this machine to join; 0: this silo is the primary.</summary>
    /// <value>Default 0.</value>
    public int PrimarySiloPort { get; set; }

    /// <summary>Seconds that a silo may take to answer a probe, 0.1 to 60.</summary>
    /// <value>Default 2.</value>
    public double ProbeTimeoutSeconds { get; set; } = 2;

    /// <summary>Probes in a row that a silo may miss before the others think it dead, 1 to 100: with the default 3 of 2 seconds a killed silo is missed after 6 to 8.</summary>
    /// <value>Default 3.</value>
    public int MissedProbes { get; set; } = 3;

    /// <summary>Redis only: seconds for which a start waits for a Redis that cannot be used, 0 to 86,400. Later on, a silo goes on without.</summary>
    /// <value>Default 0: the start fails at once, and says why.</value>
    public double WaitSeconds { get; set; }

    /// <summary>Whether the silo runs in a Kubernetes pod: names, addresses and cluster come from the pod (Microsoft.Orleans.Hosting.Kubernetes).</summary>
    /// <value>Default false.</value>
    public bool Kubernetes { get; set; }
}
