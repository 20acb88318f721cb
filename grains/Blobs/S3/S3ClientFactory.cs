using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace BirdGrid.Grains.Blobs;

/// <summary>Makes the AWS SDK's client of a bucket.</summary>
internal static class S3ClientFactory
{
    /// <summary>A client that repeats what failed in passing (5xx, timeouts, cut connections) with growing pauses.</summary>
    public static AmazonS3Client Create(S3BlobStoreOptions options)
    {
        var configuration = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.MaximumAttempts - 1,
            ConnectTimeout = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds),
            Timeout = TimeSpan.FromSeconds(options.RequestTimeoutSeconds),

            // Bodies are signed with their SHA-256, which servers check, and reads are checked against the name: CRC trailers
            // would add nothing, and many servers besides AWS do not know them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint.Length > 0)
        {
            configuration.ServiceURL = options.Endpoint;
            configuration.AuthenticationRegion = options.Region;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return options.AccessKey.Length > 0
            ? new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), configuration)
            : new AmazonS3Client(configuration);
    }
}
