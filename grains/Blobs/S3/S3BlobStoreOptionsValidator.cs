using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>Refuses S3 settings that cannot be meant; whether the bucket is there is found out by <see cref="S3StartupCheck"/>.</summary>
public sealed class S3BlobStoreOptionsValidator : IValidateOptions<S3BlobStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, S3BlobStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Bucket))
        {
            failures.Add($"{S3BlobStoreOptions.Section}:Bucket is missing; name the bucket that holds the blobs.");
        }

        if (options.Endpoint.Length > 0 && !(Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
        {
            failures.Add($"{S3BlobStoreOptions.Section}:Endpoint is '{options.Endpoint}', which is no address: write http://HOST:PORT or https://HOST, or leave it empty for AWS.");
        }

        if (options.AccessKey.Length == 0 != (options.SecretKey.Length == 0))
        {
            failures.Add($"{S3BlobStoreOptions.Section}: one of AccessKey and SecretKey is missing; give both, or neither for the AWS SDK's own chain.");
        }

        if (options.Prefix.StartsWith('/') || options.Prefix.EndsWith('/'))
        {
            failures.Add($"{S3BlobStoreOptions.Section}:Prefix is '{options.Prefix}'; write it without a slash at either end.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
