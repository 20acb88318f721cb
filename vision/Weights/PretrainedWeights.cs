using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Finds a backbone's ImageNet weights: in the user's own folder, then in the cache, then at torchvision's address or a mirror's. A download goes
/// to a file beside its place, is checked against the SHA-256 digits in its name and only then takes its place in the cache. Safe to use from many
/// threads and processes.
/// </summary>
public sealed class PretrainedWeights
{
    private readonly PretrainedWeightsOptions options;
    private readonly WeightsDownload download;

    /// <summary>Sets up the search; nothing is touched yet.</summary>
    /// <param name="options">Where to look.</param>
    /// <param name="http">Client for downloads; it stays the caller's.</param>
    /// <param name="time">Clock for timeouts and pauses; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PretrainedWeights(PretrainedWeightsOptions options, HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        this.options = options;
        download = new WeightsDownload(http, options, time ?? TimeProvider.System);
    }

    /// <summary>Finds or fetches the weights and reads them.</summary>
    /// <param name="config">The backbone.</param>
    /// <param name="progress">Told as a download goes on.</param>
    /// <param name="cancellation">Gives up the search.</param>
    /// <returns>The weights, head included, and the file they were read from.</returns>
    /// <exception cref="WeightsUnavailableException">They are nowhere to be had.</exception>
    /// <exception cref="WeightsFormatException">The file that was found is damaged or holds something else.</exception>
    public async Task<(StateDict Weights, PretrainedWeightsFile File)> LoadAsync(
        BackboneConfig config, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var file = await FindAsync(config, progress, cancellation);
        return (WeightsFile.Read(file.Path), file);
    }

    /// <summary>
    /// Finds or fetches the file of weights. In the user's folder it may have one of torchvision's names, or <c>NAME_imagenet1k.safetensors</c> or
    /// <c>.pth</c>; in the cache an imported file comes before those of torchvision.
    /// </summary>
    /// <param name="config">The backbone.</param>
    /// <param name="progress">Told as a download goes on.</param>
    /// <param name="cancellation">Gives up the search.</param>
    /// <returns>The file.</returns>
    /// <exception cref="WeightsUnavailableException">It is nowhere to be had.</exception>
    public async Task<PretrainedWeightsFile> FindAsync(
        BackboneConfig config, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var tried = new List<string>();
        if (FindInDirectory(config) is { } own)
        {
            return own;
        }

        tried.Add(DescribeDirectory(config));
        if (await FindInCacheAsync(WeightsPlaces.InCache(config), tried, cancellation) is { } cached)
        {
            return cached;
        }

        if (config.Weights is [var first, ..])
        {
            return await FetchAsync(config, first, tried, progress, cancellation);
        }

        tried.Add("torchvision, which has none for it");
        throw new WeightsUnavailableException(config, tried);
    }

    /// <summary>Brings one of torchvision's files into the cache, unless it is there already, whole.</summary>
    /// <param name="config">The backbone.</param>
    /// <param name="weights">One of its files.</param>
    /// <param name="progress">Told as a download goes on.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The file in the cache.</returns>
    /// <exception cref="WeightsUnavailableException">It cannot be fetched.</exception>
    public async Task<PretrainedWeightsFile> PullAsync(
        BackboneConfig config, PublishedWeights weights, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        var tried = new List<string>();
        return await FindInCacheAsync([weights.FileName], tried, cancellation)
            ?? await FetchAsync(config, weights, tried, progress, cancellation);
    }

    /// <summary>The file that <see cref="FindAsync"/> would come to without a download, unless it is damaged: nothing is read.</summary>
    /// <param name="config">The backbone.</param>
    /// <returns>The file, or null where none is there.</returns>
    public PretrainedWeightsFile? Locate(BackboneConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return FindInDirectory(config)
            ?? (First(options.CacheDirectory, WeightsPlaces.InCache(config)) is { } path ? new PretrainedWeightsFile(path, PretrainedWeightsSource.Cache) : null);
    }

    private static string? First(string folder, IEnumerable<string> names) => names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private PretrainedWeightsFile? FindInDirectory(BackboneConfig config) =>
        options.Directory is { Length: > 0 } directory && First(directory, WeightsPlaces.InDirectory(config)) is { } path
            ? new PretrainedWeightsFile(path, PretrainedWeightsSource.Directory)
            : null;

    private string DescribeDirectory(BackboneConfig config) => options.Directory is { Length: > 0 } directory
        ? $"the folder {directory}, which {(Directory.Exists(directory) ? $"has none of {string.Join(", ", WeightsPlaces.InDirectory(config))}" : "does not exist")}"
        : $"{PretrainedWeightsOptions.DirectoryVariable}, which is not set";

    private async Task<PretrainedWeightsFile?> FindInCacheAsync(IReadOnlyList<string> names, List<string> tried, CancellationToken cancellation)
    {
        bool isEmpty = true;
        foreach (string path in names.Select(name => Path.Combine(options.CacheDirectory, name)).Where(File.Exists))
        {
            isEmpty = false;
            try
            {
                if (await WeightsChecksum.IsKeptByFileAsync(path, cancellation))
                {
                    return new PretrainedWeightsFile(path, PretrainedWeightsSource.Cache);
                }

                tried.Add($"the cache, where {path} has a wrong checksum");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                tried.Add($"the cache, where {path} cannot be read ({error.Message})");
            }
        }

        if (isEmpty)
        {
            tried.Add($"the cache {options.CacheDirectory}, which has none of {string.Join(", ", names)}");
        }

        return null;
    }

    private async Task<PretrainedWeightsFile> FetchAsync(
        BackboneConfig config, PublishedWeights weights, List<string> tried, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (options.Offline)
        {
            tried.Add($"no download, because {PretrainedWeightsOptions.Section}:{nameof(options.Offline)} is on");
            throw new WeightsUnavailableException(config, tried);
        }

        var address = new Uri(options.BaseAddress.AbsoluteUri.TrimEnd('/') + '/' + weights.FileName);
        string path = Path.Combine(options.CacheDirectory, weights.FileName);
        try
        {
            Directory.CreateDirectory(options.CacheDirectory);
            await download.FetchAsync(address, weights, path, progress, cancellation);
            return new PretrainedWeightsFile(path, PretrainedWeightsSource.Download);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            tried.Add($"a download from {address} ({error.Message.TrimEnd('.')})");
            throw new WeightsUnavailableException(config, tried, error);
        }
    }
}
