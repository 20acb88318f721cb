namespace BirdGrid.Vision.Weights;

/// <summary>Where ImageNet weights are looked for, and how they are fetched.</summary>
public sealed class PretrainedWeightsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Weights";

    /// <summary>Environment variable that names the user's own folder of weights.</summary>
    public const string DirectoryVariable = "BIRDGRID_WEIGHTS";

    /// <summary>The user's own folder, searched first; null or empty to skip it.</summary>
    /// <value>By default the environment variable <c>BIRDGRID_WEIGHTS</c>.</value>
    public string? Directory { get; set; } = Environment.GetEnvironmentVariable(DirectoryVariable);

    /// <summary>Folder that downloads and imported files are kept in; made when it is needed.</summary>
    /// <value>By default <c>birdgrid/weights</c> under <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.</value>
    public string CacheDirectory { get; set; } = DefaultCacheDirectory();

    /// <summary>Folder address that torchvision's file names are appended to, instead of torchvision's own; http or https.</summary>
    /// <value>Null by default: torchvision's own.</value>
    public Uri? Mirror { get; set; }

    /// <summary>Downloads nothing.</summary>
    /// <value>False by default.</value>
    public bool Offline { get; set; }

    /// <summary>Longest silence of the server, before its first byte or in between; above 0.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most connections made for one file, 1 to 100; a later one goes on where the one before it broke off.</summary>
    /// <value>5 by default.</value>
    public int Attempts { get; set; } = 5;

    /// <summary>Pause before the second connection, 0 or above; it doubles with each further one.</summary>
    /// <value>0.5 s by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Folder address that downloads come from.</summary>
    internal Uri BaseAddress => Mirror ?? PublishedWeights.TorchvisionAddress;

    /// <summary>What is wrong with the options.</summary>
    /// <returns>One sentence for each fault; empty where there is none.</returns>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(CacheDirectory))
        {
            faults.Add($"{Section}:{nameof(CacheDirectory)} is empty: name a folder.");
        }

        if (Mirror is not null && !(Mirror.IsAbsoluteUri && (Mirror.Scheme == Uri.UriSchemeHttp || Mirror.Scheme == Uri.UriSchemeHttps)))
        {
            faults.Add($"{Section}:{nameof(Mirror)} is '{Mirror}'; write the address of a folder with torchvision's files: https://HOST/FOLDER.");
        }

        if (StallTimeout <= TimeSpan.Zero)
        {
            faults.Add($"{Section}:{nameof(StallTimeout)} is {StallTimeout}; it must be above 0, for example 00:00:30.");
        }

        if (Attempts is < 1 or > 100)
        {
            faults.Add($"{Section}:{nameof(Attempts)} is {Attempts}; it must be 1 to 100.");
        }

        if (RetryDelay < TimeSpan.Zero)
        {
            faults.Add($"{Section}:{nameof(RetryDelay)} is {RetryDelay}; it must be 0 or above, for example 00:00:00.5.");
        }

        return faults;
    }

    private static string DefaultCacheDirectory()
    {
        // The XDG base directory specification has relative paths ignored.
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "birdgrid", "weights");
    }
}
