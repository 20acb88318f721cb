namespace BirdGrid.Silo.Options;

/// <summary>Where a silo listens, what it is for and where its data lies.</summary>
public sealed class SiloOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid";

    /// <summary>Address of the gRPC services (HTTP/2 without TLS, hence loopback only); port 0 takes a free one.</summary>
    /// <value>Default http://127.0.0.1:5401.</value>
    public string Url { get; set; } = "http://127.0.0.1:5401";

    /// <summary>all, gpu, cpu or gateway.</summary>
    /// <value>Default all.</value>
    public string Role { get; set; } = "all";

    /// <summary>Folder of the database and the blobs.</summary>
    /// <value>Default $XDG_DATA_HOME/birdgrid, else ~/.local/share/birdgrid.</value>
    public string DataDirectory { get; set; } = DefaultDataDirectory();

    /// <summary>The blobs.</summary>
    public BlobOptions Blobs { get; set; } = new();

    /// <summary>The Orleans cluster.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    private static string DefaultDataDirectory() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "birdgrid");
}
