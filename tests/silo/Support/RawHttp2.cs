using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>Sends any bytes as the body of a gRPC call, over HTTP/2 without gRPC's own client.</summary>
internal sealed class RawHttp2 : IDisposable
{
    private readonly HttpClient http;

    /// <summary>Connects to a silo.</summary>
    public RawHttp2(string url) => http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = new Uri(url),
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>A message as gRPC frames it.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message, byte flags = 0, uint? length = null)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Calls, and reads the answer to its end.</summary>
    /// <returns>gRPC status, message and reason; status -1 where the answer has none.</returns>
    public async Task<(int Status, string Message, string Reason)> CallAsync(string path, byte[] body, string? key, string? encoding, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        string? Value(string name) =>
            response.Headers.TryGetValues(name, out var leading) ? leading.First() :
            response.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First() : null;
        return (int.Parse(Value("grpc-status") ?? "-1", System.Globalization.CultureInfo.InvariantCulture), Uri.UnescapeDataString(Value("grpc-message") ?? string.Empty), Value("birdgrid-reason") ?? string.Empty);
    }

    public void Dispose() => http.Dispose();
}
