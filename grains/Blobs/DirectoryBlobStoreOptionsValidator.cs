using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>Refuses to start a host whose blob folder is not named or cannot be written.</summary>
public sealed class DirectoryBlobStoreOptionsValidator : IValidateOptions<DirectoryBlobStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DirectoryBlobStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.RootPath))
        {
            return ValidateOptionsResult.Fail("Blob store: RootPath is missing; name the folder that holds the blobs, for example data/blobs.");
        }

        try
        {
            Directory.CreateDirectory(options.RootPath);
            string probe = Path.Combine(options.RootPath, $".write-probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
                return ValidateOptionsResult.Success;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return ValidateOptionsResult.Fail($"Blob store: the folder '{options.RootPath}' (RootPath) cannot be written: {error.Message} Choose a folder that this process may write to.");
        }
    }
}
