using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>Refuses to start a host whose blob cache is not named or cannot be written.</summary>
public sealed class BlobCacheOptionsValidator : IValidateOptions<BlobCacheOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BlobCacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            return ValidateOptionsResult.Fail($"{BlobCacheOptions.Section}:Directory is missing; name a local folder for the blob cache.");
        }

        return WritableFolder.FaultOf(options.Directory) is { } fault
            ? ValidateOptionsResult.Fail($"The blob cache '{options.Directory}' ({BlobCacheOptions.Section}:Directory) cannot be written: {fault} Choose a folder that this process may write to.")
            : ValidateOptionsResult.Success;
    }
}
