using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Finds a backbone's ImageNet weights: in the user's own folder, then in the cache, then at torchvision's address. A download goes to a temporary
/// file, is checked against the SHA-256 digits in its name and only then takes its place in the cache. Safe to use from many threads.
/// </summary>
public sealed class PretrainedWeights
{
    private readonly PretrainedWeightsOptions options;
    private readonly WeightsDownload download;

    /// <summary>Sets up the search; nothing is touched yet.</summary>
    /// <param name="options">Where to look.</param>
    /// <param name="http">Client for downloads; it stays the caller's.</param>
    /// <param name="time">Clock for the stall timeout; the system's by default.</param>
    public PretrainedWeights(PretrainedWeightsOptions options, HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StallTimeout, TimeSpan.Zero, nameof(options));
        this.options = options;
        download = new WeightsDownload(http, options.StallTimeout, time ?? TimeProvider.System);
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
    /// Finds or fetches the file of weights. In the user's folder it may have torchvision's name, or <c>NAME_imagenet1k.safetensors</c> or <c>.pth</c>.
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
        if (FindInDirectory(config, tried) is { } own)
        {
            return new PretrainedWeightsFile(own, PretrainedWeightsSource.Directory);
        }

        if (config.WeightsFileName is not { } fileName)
        {
            tried.Add("torchvision, which has none for it");
            throw new WeightsUnavailableException(config, tried);
        }

        string cached = Path.Combine(options.CacheDirectory, fileName);
        return await IsCachedAsync(cached, tried, cancellation)
            ? new PretrainedWeightsFile(cached, PretrainedWeightsSource.Cache)
            : await FetchAsync(config, cached, tried, progress, cancellation);
    }

    private string? FindInDirectory(BackboneConfig config, List<string> tried)
    {
        if (options.Directory is not { } directory)
        {
            tried.Add($"{PretrainedWeightsOptions.DirectoryVariable}, which is not set");
            return null;
        }

        string[] names =
        [
            .. config.WeightsFileName is { } fileName ? [fileName] : Array.Empty<string>(),
            $"{config.Name}_imagenet1k.safetensors",
            $"{config.Name}_imagenet1k.pth",
        ];
        string? found = names.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            tried.Add($"the folder {directory}, which has none of {string.Join(", ", names)}");
        }

        return found;
    }

    private static async Task<bool> IsCachedAsync(string path, List<string> tried, CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(path))
            {
                tried.Add($"the cache, where {path} is not there");
                return false;
            }

            bool isWhole = await WeightsChecksum.IsKeptByFileAsync(path, cancellation);
            if (!isWhole)
            {
                tried.Add($"the cache, where {path} has a wrong checksum");
            }

            return isWhole;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            tried.Add($"the cache, where {path} cannot be read ({error.Message})");
            return false;
        }
    }

    private async Task<PretrainedWeightsFile> FetchAsync(
        BackboneConfig config, string path, List<string> tried, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (options.BaseAddress is not { } baseAddress)
        {
            tried.Add("no download, which is switched off");
            throw new WeightsUnavailableException(config, tried);
        }

        var address = new Uri(baseAddress.AbsoluteUri.TrimEnd('/') + '/' + config.WeightsFileName);
        try
        {
            Directory.CreateDirectory(options.CacheDirectory);
            await download.FetchAsync(address, path, progress, cancellation);
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
