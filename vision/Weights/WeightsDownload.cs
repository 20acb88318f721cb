using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Fetches one weights file into the cache: whole and with the right checksum, or not at all. A connection that breaks is followed by another that
/// asks for the rest, as does a later download of the same file; the checksum says in the end whether the parts belong together.
/// </summary>
internal sealed class WeightsDownload(HttpClient http, PretrainedWeightsOptions options, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Downloads, checks and puts the file into its place.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="weights">What is wanted.</param>
    /// <param name="path">Its place; the folder exists.</param>
    /// <param name="progress">Told as bytes come.</param>
    /// <param name="cancellation">Breaks off; what has come stays for the next download.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached, refused, or broke off every time.</exception>
    /// <exception cref="TimeoutException">The server fell silent every time.</exception>
    /// <exception cref="InvalidDataException">What came is not the file that the name promises.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task FetchAsync(
        Uri address, PublishedWeights weights, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        await using var partial = await PartialFile.HoldAsync(path, time, cancellation);
        if (File.Exists(path) && await WeightsChecksum.IsKeptByFileAsync(path, cancellation))
        {
            // Another download of the file has ended while this one waited for it.
            partial.Clear();
            return;
        }

        var pause = options.RetryDelay;
        bool hasReceived = false;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await ReceiveAsync(address, weights, partial, new Watcher(progress, () => hasReceived = true), cancellation);
                partial.MoveTo(path);
                return;
            }
            catch (Exception error) when (attempt < options.Attempts && MayPass(error, hasReceived))
            {
                await Task.Delay(pause, time, cancellation);
                pause *= 2;
            }
        }
    }

    /// <summary>
    /// Whether another connection may do better: the server was silent, broke off or is overloaded. One that never answered is not asked again, so
    /// that a machine without a network is told at once.
    /// </summary>
    private static bool MayPass(Exception error, bool hasReceived) => error switch
    {
        TimeoutException => true,
        HttpRequestException { StatusCode: { } status } =>
            status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestedRangeNotSatisfiable or >= HttpStatusCode.InternalServerError,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => hasReceived,
        HttpRequestException => true,
        _ => false,
    };

    /// <summary>One connection: receives what is missing and checks the whole.</summary>
    private async Task ReceiveAsync(Uri address, PublishedWeights weights, PartialFile partial, Watcher watcher, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await partial.HashAsync(hash, cancellation);
        if (IsWhole(weights, hash.GetCurrentHash()))
        {
            return;
        }

        using var stall = new CancellationTokenSource(options.StallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellation);
        try
        {
            using var response = await AskAsync(address, partial.Length, linked.Token);
            long kept = KeptBytes(response, partial, hash);
            await CopyAsync(response.Content, weights, partial, hash, stall, watcher, linked.Token);
            CheckLength(response.Content, partial.Length);
            byte[] sha256 = hash.GetHashAndReset();
            if (!IsWhole(weights, sha256))
            {
                string found = $"its {partial.Length} bytes have a SHA-256 that begins with {Convert.ToHexStringLower(sha256)[..8]}, not with {weights.ChecksumPrefix} as its name says";
                partial.Clear();
                throw kept > 0 ? new HttpRequestException($"after going on at byte {kept}, {found}") : new InvalidDataException(found);
            }
        }
        catch (OperationCanceledException error) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {options.StallTimeout.TotalSeconds} s", error);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, long offset, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>How many of the bytes that were there the answer goes on from; where it does not, they are thrown away.</summary>
    private static long KeptBytes(HttpResponseMessage response, PartialFile partial, IncrementalHash hash)
    {
        long offset = partial.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            long? from = response.Content.Headers.ContentRange?.From;
            if (from != offset)
            {
                partial.Clear();
                throw new HttpRequestException($"the server went on at byte {from?.ToString() ?? "unknown"} where {offset} was asked for");
            }

            return offset;
        }

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            partial.Clear();
            _ = hash.GetHashAndReset();
        }

        response.EnsureSuccessStatusCode();
        return 0;
    }

    private async Task CopyAsync(
        HttpContent content, PublishedWeights weights, PartialFile partial, IncrementalHash hash, CancellationTokenSource stall, Watcher watcher, CancellationToken cancellation)
    {
        long? totalBytes = TotalBytes(content, partial.Length) ?? weights.Bytes;
        await using var body = await content.ReadAsStreamAsync(cancellation);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await ReadAsync(body, buffer, partial.Length, cancellation) is var count and > 0)
            {
                stall.CancelAfter(options.StallTimeout);
                if (partial.Length + count > Array.MaxLength)
                {
                    partial.Clear();
                    throw new InvalidDataException($"it is longer than {Array.MaxLength} bytes");
                }

                hash.AppendData(buffer, 0, count);
                await partial.AppendAsync(buffer.AsMemory(0, count), cancellation);
                watcher.Report(new DownloadProgress(weights.FileName, partial.Length, totalBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads what has come; a broken connection is told from a full disk by its type.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, long receivedBytes, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation);
        }
        catch (IOException cut)
        {
            throw new HttpRequestException($"the connection broke after {receivedBytes} bytes", cut);
        }
    }

    private static long? TotalBytes(HttpContent content, long kept) =>
        content.Headers.ContentRange?.Length ?? (content.Headers.ContentLength is { } length ? kept + length : null);

    private static void CheckLength(HttpContent content, long receivedBytes)
    {
        if (content.Headers.ContentRange?.Length is { } total && receivedBytes < total)
        {
            throw new HttpRequestException($"the server ended after {receivedBytes} of {total} bytes");
        }
    }

    private static bool IsWhole(PublishedWeights weights, byte[] sha256) =>
        Convert.ToHexStringLower(sha256).StartsWith(weights.ChecksumPrefix, StringComparison.Ordinal);

    /// <summary>Tells the caller, and this class, that bytes have come.</summary>
    private sealed class Watcher(IProgress<DownloadProgress>? progress, Action received)
    {
        public void Report(DownloadProgress value)
        {
            received();
            progress?.Report(value);
        }
    }
}
