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

        return WritableFolder.FaultOf(options.RootPath) is { } fault
            ? ValidateOptionsResult.Fail($"Blob store: the folder '{options.RootPath}' (RootPath) cannot be written: {fault} Choose a folder that this process may write to.")
            : ValidateOptionsResult.Success;
    }
}
