using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BirdGrid.TestSupport;

/// <summary>A web server whose answers are scripted down to the bytes on the wire, so that it can lie about lengths and hang up or fall silent in the middle.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private readonly List<LoopbackRequest> requests = [];

    private LoopbackServer(Func<LoopbackRequest, LoopbackAnswer>[] answers)
    {
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/models");
        loop = ServeAsync(answers);
    }

    public Uri Address { get; }

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<LoopbackRequest> Requests => requests;

    /// <summary>Answers every request with a status, and a body of which only the first bytes are sent, if wanted.</summary>
    public static LoopbackServer Answering(string status, byte[] body, int? sentBytes = null, bool isSilentAtTheEnd = false) =>
        Scripted(_ => LoopbackAnswer.Of(status, body, sentBytes, isSilentAtTheEnd));

    /// <summary>Gives the first answer to the first connection and so on; the last one again to all further ones.</summary>
    public static LoopbackServer Scripted(params Func<LoopbackRequest, LoopbackAnswer>[] answers) => new(answers);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        listener.Stop();
        stop.Dispose();
    }

    private async Task ServeAsync(Func<LoopbackRequest, LoopbackAnswer>[] answers)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client.GetStream(), answers);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream, Func<LoopbackRequest, LoopbackAnswer>[] answers)
    {
        try
        {
            var request = await ReadRequestAsync(stream);
            requests.Add(request);
            var answer = answers[Math.Min(requests.Count, answers.Length) - 1](request);
            await stream.WriteAsync(answer.Bytes, stop.Token);
            if (answer.IsSilentAtTheEnd)
            {
                // Silent until the client gives up.
                _ = await stream.ReadAsync(new byte[1], stop.Token);
            }
        }
        catch (IOException)
        {
            // The client hung up first.
        }
    }

    private async Task<LoopbackRequest> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string first = await reader.ReadLineAsync(stop.Token) ?? string.Empty;
        var headers = new List<string>();
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } header)
        {
            headers.Add(header);
        }

        return new LoopbackRequest(first, headers);
    }
}
