using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>A web server of one answer, down to the bytes on the wire, so that it can lie about lengths and hang up or fall silent in the middle.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private readonly List<string> requests = [];

    private LoopbackServer(byte[] answer, bool isSilentAtTheEnd)
    {
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/models");
        loop = ServeAsync(answer, isSilentAtTheEnd);
    }

    public Uri Address { get; }

    /// <summary>The request lines so far.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>Answers with a status, and a body of which only the first bytes are sent, if wanted.</summary>
    public static LoopbackServer Answering(string status, byte[] body, int? sentBytes = null, bool isSilentAtTheEnd = false)
    {
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        return new LoopbackServer([.. head, .. body.AsSpan(0, sentBytes ?? body.Length)], isSilentAtTheEnd);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await loop;
        stop.Dispose();
    }

    private async Task ServeAsync(byte[] answer, bool isSilentAtTheEnd)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var stream = client.GetStream();
                requests.Add(await ReadRequestAsync(stream));
                await stream.WriteAsync(answer, stop.Token);
                if (isSilentAtTheEnd)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string first = await reader.ReadLineAsync(stop.Token) ?? string.Empty;
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
        {
        }

        return first;
    }
}
