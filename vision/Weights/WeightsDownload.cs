using System.Buffers;
using System.Security.Cryptography;

namespace BirdGrid.Vision.Weights;

/// <summary>Fetches one weights file into the cache: whole and with the right checksum, or not at all.</summary>
internal sealed class WeightsDownload(HttpClient http, TimeSpan stallTimeout, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Downloads to a temporary file, checks it and renames it to <paramref name="path"/>.</summary>
    /// <exception cref="HttpRequestException">The server refused or broke off.</exception>
    /// <exception cref="TimeoutException">The server fell silent.</exception>
    /// <exception cref="InvalidDataException">What came is not the file that the name promises.</exception>
    public async Task FetchAsync(Uri address, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(stallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellation);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            response.EnsureSuccessStatusCode();
            await AtomicFile.WriteAsync(path, async file =>
            {
                byte[] sha256 = await CopyAsync(response.Content, file, Path.GetFileName(path), stall, progress, linked.Token);
                if (!WeightsChecksum.IsKept(Path.GetFileName(path), sha256))
                {
                    throw new InvalidDataException($"its SHA-256 begins with {Convert.ToHexStringLower(sha256)[..8]}, not as its name says");
                }
            });
        }
        catch (OperationCanceledException error) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {stallTimeout.TotalSeconds} s", error);
        }
    }

    private async Task<byte[]> CopyAsync(
        HttpContent content, Stream file, string fileName, CancellationTokenSource stall, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        long? totalBytes = content.Headers.ContentLength;
        long receivedBytes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = await content.ReadAsStreamAsync(cancellation);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                int count = await body.ReadAsync(buffer, cancellation);
                stall.CancelAfter(stallTimeout);
                if (count == 0)
                {
                    return hash.GetHashAndReset();
                }

                receivedBytes += count;
                if (receivedBytes > Array.MaxLength)
                {
                    throw new InvalidDataException($"it is longer than {Array.MaxLength} bytes");
                }

                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
                progress?.Report(new DownloadProgress(fileName, receivedBytes, totalBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
