using System.Net;
using Amazon.Runtime;

namespace BirdGrid.Grains.Blobs;

/// <summary>Says what a failed request to S3 means and what to do.</summary>
internal static class S3Failure
{
    /// <summary>Translates what the SDK throws; null for anything that is not S3's doing.</summary>
    public static BlobStoreException? Explain(Exception failure, S3BlobStoreOptions options)
    {
        string server = options.Endpoint.Length > 0 ? options.Endpoint : $"AWS S3 ({options.Region})";
        string? sentence = failure switch
        {
            AmazonServiceException { ErrorCode: "NoSuchBucket" } =>
                $"The bucket '{options.Bucket}' does not exist at {server}: create it (BirdGrid does not), or correct {S3BlobStoreOptions.Section}:Bucket.",
            AmazonServiceException { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" } refused =>
                $"{server} refuses the credentials ({refused.ErrorCode}): {AboutCredentials(options)}.",
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
                $"{server} denies access to the bucket '{options.Bucket}' ({refused.ErrorCode}): the credentials need s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:AbortMultipartUpload on its objects.",
            AmazonServiceException { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" } elsewhere =>
                $"The bucket '{options.Bucket}' is not in the region {options.Region} ({elsewhere.ErrorCode}): correct {S3BlobStoreOptions.Section}:Region.",
            AmazonServiceException { StatusCode: not 0 } answered => $"{server} answered {(int)answered.StatusCode} ({answered.ErrorCode}): {answered.Message}",
            AmazonClientException unready => $"No request to {server} could be made: {unready.Message} To fix it, {AboutCredentials(options)}.",
            AmazonServiceException or HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
                $"{server} does not answer: {failure.GetBaseException().Message} Check that it runs, and {S3BlobStoreOptions.Section}:Endpoint.",
            _ => null,
        };
        return sentence is null ? null : new BlobStoreException(sentence, failure);
    }

    private static string AboutCredentials(S3BlobStoreOptions options) => options.AccessKey.Length > 0
        ? $"check {S3BlobStoreOptions.Section}:AccessKey and SecretKey"
        : $"check what the AWS SDK finds (environment, profile, role), or give {S3BlobStoreOptions.Section}:AccessKey and SecretKey";
}
