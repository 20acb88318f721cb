namespace BirdGrid.Vision.Weights;

/// <summary>Where ImageNet weights are looked for.</summary>
public sealed record PretrainedWeightsOptions
{
    /// <summary>Environment variable that names the user's own folder of weights.</summary>
    public const string DirectoryVariable = "BIRDGRID_WEIGHTS";

    /// <summary>
    /// The user's own folder, searched first; null to skip it.
    /// By default the environment variable <c>BIRDGRID_WEIGHTS</c>.
    /// </summary>
    public string? Directory { get; init; } =
        Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>
    /// Folder that downloads are kept in; made when it is needed.
    /// By default <c>birdgrid/weights</c> under <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    public string CacheDirectory { get; init; } = DefaultCacheDirectory();

    /// <summary>
    /// Folder address that torchvision's file names are appended to; null to download nothing.
    /// By default torchvision's own.
    /// </summary>
    public Uri? BaseAddress { get; init; } = new("https://download.pytorch.org/models/");

    /// <summary>
    /// Longest silence of the server, before its first byte or in between, in seconds as a time span; above 0.
    /// By default 30 s.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    private static string DefaultCacheDirectory()
    {
        // The XDG base directory specification has relative paths ignored.
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "birdgrid", "weights");
    }
}
