using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Blobs;

/// <summary>Uploads a large file in parts, several at a time, through as many buffers of a part's size.</summary>
internal sealed partial class S3MultipartUpload(IAmazonS3 client, S3BlobStoreOptions options, ILogger logger)
{
    private const int MaximumParts = 10_000;

    /// <summary>Uploads a file; where that fails or is cancelled, the parts are thrown away and no object appears.</summary>
    /// <param name="key">Key of the object.</param>
    /// <param name="file">Read at offsets; its position does not matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(string key, FileStream file, CancellationToken cancellationToken)
    {
        long partBytes = Math.Max((long)options.PartMiB << 20, (file.Length + MaximumParts - 1) / MaximumParts);
        var upload = await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key }, cancellationToken);
        try
        {
            var parts = new PartETag[(file.Length + partBytes - 1) / partBytes];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelParts, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, parts.Length, parallel, async (i, stop) =>
            {
                long offset = i * partBytes;
                parts[i] = await UploadPartAsync(upload, i + 1, file, offset, (int)Math.Min(partBytes, file.Length - offset), stop);
            });
            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = [.. parts] },
                cancellationToken);
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }
    }

    private async Task<PartETag> UploadPartAsync(InitiateMultipartUploadResponse upload, int number, FileStream file, long offset, int count, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            int read = 0;
            while (read < count)
            {
                int more = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(read, count - read), offset + read, cancellationToken);
                read += more > 0 ? more : throw new EndOfStreamException($"'{file.Name}' became shorter while it was uploaded.");
            }

            using var part = new MemoryStream(buffer, 0, count, writable: false);
            var uploaded = await client.UploadPartAsync(
                new UploadPartRequest { BucketName = options.Bucket, Key = upload.Key, UploadId = upload.UploadId, PartNumber = number, PartSize = count, InputStream = part, UseChunkEncoding = false },
                cancellationToken);
            return new PartETag(number, uploaded.ETag);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task AbortAsync(InitiateMultipartUploadResponse upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = upload.Key, UploadId = upload.UploadId }, CancellationToken.None);
        }
        catch (Exception error) when (S3Failure.Explain(error, options) is not null)
        {
            LogNotAborted(logger, upload.Key, upload.UploadId, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The parts of the unfinished upload {UploadId} of {Key} could not be thrown away: {Reason} A lifecycle rule of the bucket (AbortIncompleteMultipartUpload) does it.")]
    private static partial void LogNotAborted(ILogger logger, string key, string uploadId, string reason);
}
