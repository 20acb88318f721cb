using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Blobs;

/// <summary>The bucket that holds the blobs, as <c>PREFIX/ab/abcdef...</c>. Nothing is ever deleted from it.</summary>
internal sealed class S3Bucket : IBlobSource, IDisposable
{
    private readonly S3BlobStoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly S3Download _download;
    private readonly S3MultipartUpload _multipart;

    /// <summary>Makes the client; sends nothing yet.</summary>
    public S3Bucket(IOptions<S3BlobStoreOptions> options, TimeProvider clock, ILogger<S3Bucket> logger)
    {
        _options = options.Value;
        _client = S3ClientFactory.Create(_options);
        _download = new S3Download(_client, _options, clock, logger);
        _multipart = new S3MultipartUpload(_client, _options, logger);
    }

    /// <inheritdoc/>
    public string Locate(BlobRef blob) => $"s3://{_options.Bucket}/{KeyOf(blob)}";

    /// <summary>Finds out whether the bucket is there and the credentials may read and write, by asking for a key that does not exist and storing the empty blob.</summary>
    /// <exception cref="BlobStoreException">Something is missing; the message says what.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CallAsync(
            async () =>
            {
                try
                {
                    // Without the right to list, S3 answers 403 instead: missing blobs could not be told from forbidden ones.
                    using var answer = await _client.GetObjectAsync(_options.Bucket, KeyOf("no-such-blob"), cancellationToken);
                }
                catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
                {
                }

                return true;
            },
            cancellationToken);
        using var nothing = new MemoryStream();
        await CallAsync(() => PutAsync(KeyOf(new BlobRef(BlobHash.Of([]), 0)), nothing, cancellationToken), cancellationToken);
    }

    /// <summary>Length in bytes of a blob's object, or null where there is none.</summary>
    /// <exception cref="BlobStoreException">S3 does not answer or refuses.</exception>
    public Task<long?> LengthOfAsync(BlobRef blob, CancellationToken cancellationToken) => CallAsync<long?>(
        async () =>
        {
            try
            {
                var metadata = await _client.GetObjectMetadataAsync(_options.Bucket, KeyOf(blob), cancellationToken);
                return metadata.ContentLength;
            }
            catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>Uploads a blob; a large one in parts. The object appears whole or not at all.</summary>
    /// <exception cref="BlobStoreException">S3 does not answer or refuses.</exception>
    public async Task UploadAsync(BlobRef blob, FileStream content, CancellationToken cancellationToken)
    {
        if (blob.Length < (long)_options.MultipartThresholdMiB << 20)
        {
            content.Position = 0;
            await CallAsync(() => PutAsync(KeyOf(blob), content, cancellationToken), cancellationToken);
            return;
        }

        try
        {
            await _multipart.RunAsync(KeyOf(blob), content, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && S3Failure.Explain(error, _options) is not null)
        {
            // The answer to the last request may have been lost after S3 had put the parts together.
            if (await LengthOfAsync(blob, cancellationToken) != blob.Length)
            {
                throw S3Failure.Explain(error, _options)!;
            }
        }
    }

    /// <inheritdoc/>
    public async Task CopyToAsync(BlobRef blob, Stream destination, CancellationToken cancellationToken)
    {
        long objectLength = await CallAsync(
            async () =>
            {
                try
                {
                    return await _download.CopyToAsync(blob, KeyOf(blob), destination, cancellationToken);
                }
                catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
                {
                    throw new BlobNotFoundException(blob);
                }
            },
            cancellationToken);
        if (objectLength != blob.Length)
        {
            throw new BlobCorruptException(blob, $"it has {objectLength} bytes instead of {blob.Length}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task<PutObjectResponse> PutAsync(string key, Stream content, CancellationToken cancellationToken) => _client.PutObjectAsync(
        new PutObjectRequest { BucketName = _options.Bucket, Key = key, InputStream = content, AutoCloseStream = false, UseChunkEncoding = false },
        cancellationToken);

    private string KeyOf(BlobRef blob) => KeyOf(BlobHash.PathOf(blob));

    private string KeyOf(string path) => _options.Prefix.Length > 0 ? $"{_options.Prefix}/{path}" : path;

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && S3Failure.Explain(error, _options) is not null)
        {
            throw S3Failure.Explain(error, _options)!;
        }
    }
}
