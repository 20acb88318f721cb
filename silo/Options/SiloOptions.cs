namespace BirdGrid.Silo.Options;

/// <summary>Where a silo listens, what it is for and where its data lies.</summary>
public sealed class SiloOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid";

    /// <summary>
    /// Address of the gRPC services (HTTP/2): http on loopback, https with <see cref="Tls"/>. What others can reach needs <see cref="Security"/>;
    /// port 0 takes a free one.
    /// </summary>
    /// <value>Default http://127.0.0.1:5401.</value>
    public string Url { get; set; } = "http://127.0.0.1:5401";

    /// <summary>Address of the REST services (HTTP/1.1); http or https as with <see cref="Url"/>; port 0 takes a free one, an empty text offers none.</summary>
    /// <value>Default the port after <see cref="Url"/>'s on the same address; a free one where that takes a free one.</value>
    public string? RestUrl { get; set; }

    /// <summary>all, or one or more of gpu, cpu and gateway, separated by commas.</summary>
    /// <value>Default all.</value>
    public string Role { get; set; } = "all";

    /// <summary>Folder of this silo's own files: the database and the blobs, where these are not elsewhere.</summary>
    /// <value>Default $XDG_DATA_HOME/birdgrid, else ~/.local/share/birdgrid.</value>
    public string DataDirectory { get; set; } = DefaultDataDirectory();

    /// <summary>
    /// Whether to begin a new grid where the database is lost, empty or another grid's, beside the blobs of the old one. It is written to the log and to
    /// the audit log; take it away after that start.
    /// </summary>
    /// <value>Default false: the silo refuses to start, and says what is wrong.</value>
    public bool StartAnew { get; set; }

    /// <summary>The blobs.</summary>
    public BlobOptions Blobs { get; set; } = new();

    /// <summary>
    /// Port of the probes <c>/live</c> and <c>/ready</c> for an orchestrator and of <c>/metrics</c> for Prometheus, on every address. The probes tell
    /// nothing but up or down; the metrics tell the names of models, silos and calls, and how often and how long. 0: none.
    /// </summary>
    /// <value>Default 0.</value>
    public int ProbePort { get; set; }

    /// <summary>Seconds between "not ready" and the end of a silo that is told to stop, so that callers go elsewhere first, 0 to 600.</summary>
    /// <value>Default 0.</value>
    public double DrainSeconds { get; set; }

    /// <summary>
    /// Whether this silo, having the role cpu, trains and classifies on its CPU while the grid has no silo with the role gpu.
    /// </summary>
    /// <value>Default false: sessions wait for a gpu silo and say so.</value>
    public bool ComputeOnCpu { get; set; }

    /// <summary>Traces and metrics.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>Who may call, and for what.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>TLS of the addresses.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>How large requests may be.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>The Orleans cluster.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>Where the REST services are; null: nowhere. Both addresses must have been checked.</summary>
    internal Uri? RestAddress()
    {
        if (RestUrl is not null)
        {
            return RestUrl.Length == 0 ? null : new Uri(RestUrl);
        }

        var grpc = new Uri(Url);
        return new UriBuilder(grpc) { Port = grpc.Port == 0 ? 0 : grpc.Port + 1 }.Uri;
    }

    private static string DefaultDataDirectory() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "birdgrid");
}
