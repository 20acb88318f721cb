using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace BirdGrid.Grains.Blobs;

/// <summary>Downloads objects. The SDK repeats requests that fail; a body that is cut or falls silent goes on here, where it broke off.</summary>
internal sealed partial class S3Download
{
    private const int CopyBufferBytes = 1 << 18;

    private readonly IAmazonS3 _client;
    private readonly S3BlobStoreOptions _options;
    private readonly ResiliencePipeline<Exception?> _goOn;

    /// <summary>Prepares the retries.</summary>
    public S3Download(IAmazonS3 client, S3BlobStoreOptions options, TimeProvider clock, ILogger logger)
    {
        _client = client;
        _options = options;
        var builder = new ResiliencePipelineBuilder<Exception?> { TimeProvider = clock };
        if (options.MaximumAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<Exception?>
            {
                // A result that is an exception is a body that was cut; what is thrown is final.
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Result is not null),
                MaxRetryAttempts = options.MaximumAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(20),
                UseJitter = true,
                OnRetry = cut =>
                {
                    LogCut(logger, cut.Outcome.Result!.Message);
                    return default;
                },
            });
        }

        _goOn = builder.Build();
    }

    /// <summary>Copies an object into a stream, from its start.</summary>
    /// <param name="blob">The blob, for its length.</param>
    /// <param name="key">Key of the object.</param>
    /// <param name="destination">Can seek.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object's length where it is not the blob's, and then nothing was copied; else the blob's.</returns>
    /// <exception cref="IOException">The body was cut too often.</exception>
    public async Task<long> CopyToAsync(BlobRef blob, string key, Stream destination, CancellationToken cancellationToken)
    {
        long objectLength = 0;
        destination.SetLength(0);
        var cut = await _goOn.ExecuteAsync(
            async stop =>
            {
                using var response = await _client.GetObjectAsync(RequestFrom(destination.Length, blob, key), stop);
                if (response.HttpStatusCode != HttpStatusCode.PartialContent)
                {
                    destination.SetLength(0);
                }

                objectLength = destination.Length + response.ContentLength;
                return objectLength == blob.Length ? await CopyAsync(response.ResponseStream, destination, blob.Length, stop) : null;
            },
            cancellationToken);
        return cut is null ? objectLength : throw new IOException($"{key} was cut {_options.MaximumAttempts} times: {cut.Message}", cut);
    }

    private GetObjectRequest RequestFrom(long offset, BlobRef blob, string key)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = key };
        if (offset > 0 && offset < blob.Length)
        {
            request.ByteRange = new ByteRange(offset, blob.Length - 1);
        }

        return request;
    }

    /// <summary>Copies a body; returns what cut it, or null.</summary>
    private async Task<Exception?> CopyAsync(Stream body, Stream destination, long length, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = TimeSpan.FromSeconds(_options.RequestTimeoutSeconds);
        byte[] buffer = new byte[CopyBufferBytes];
        while (true)
        {
            int count;
            try
            {
                silence.CancelAfter(patience);
                count = await body.ReadAsync(buffer, silence.Token);
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                return error;
            }
            catch (AmazonClientException)
            {
                // The SDK found the whole body to differ from the object's ETag, and keeps the last bytes: what is here is short, and will be found wrong.
                return null;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new TimeoutException($"no byte came for {patience.TotalSeconds} s");
            }

            if (count == 0)
            {
                return destination.Length == length ? null : new EndOfStreamException($"the body ended after {destination.Length} of {length} bytes");
            }

            await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A download was cut and goes on: {Reason}")]
    private static partial void LogCut(ILogger logger, string reason);
}
