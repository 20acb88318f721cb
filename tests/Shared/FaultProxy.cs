using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BirdGrid.TestSupport;

/// <summary>Stands between a client and an HTTP server and does to requests what bad networks do. The server sees whole requests or none.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly string[] HopHeaders = ["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Host", "Expect"];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly Uri server;
    private readonly Func<string, Fault> choose;
    private readonly Task loop;

    /// <summary>Starts the proxy.</summary>
    /// <param name="server">Where requests go.</param>
    /// <param name="choose">Chooses what happens to a request, given as METHOD /path?query; may be called from several threads.</param>
    public FaultProxy(Uri server, Func<string, Fault> choose)
    {
        this.server = server;
        this.choose = choose;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        loop = ServeAsync();
    }

    /// <summary>The proxy's address.</summary>
    public Uri Address { get; }

    /// <summary>The requests so far, each as METHOD /path?query.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>The first requests that the condition holds for meet a fault, one after the other; everything else passes.</summary>
    public static FaultProxy FirstMeet(Uri server, Func<string, bool> condition, params Fault[] faults)
    {
        int count = 0;
        return new FaultProxy(server, request => condition(request) && Interlocked.Increment(ref count) is var n && n <= faults.Length ? faults[n - 1] : Fault.None);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        listener.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var handling = new List<Task>();
        try
        {
            while (true)
            {
                handling.Add(HandleAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(handling);
        }
    }

    private async Task HandleAsync(TcpClient connection)
    {
        using var _ = connection;
        try
        {
            var stream = connection.GetStream();
            if (await ReadAsync(stream) is not { } request)
            {
                return;
            }

            string line = $"{request.Method} {request.RequestUri!.PathAndQuery}";
            requests.Enqueue(line);
            var fault = choose(line);
            byte[] answer = fault switch
            {
                Fault.HangUp => [],
                Fault.Unavailable => "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                _ => await AnswerAsync(request, fault),
            };
            await stream.WriteAsync(answer, stop.Token);
            if (fault == Fault.SilentAnswer)
            {
                // Silent until the client gives up.
                await stream.ReadExactlyAsync(new byte[1], stop.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or HttpRequestException)
        {
            // The client hung up first, or the test is over.
        }
    }

    /// <summary>Reads a request with its body; null where the client hangs up instead.</summary>
    private async Task<HttpRequestMessage?> ReadAsync(NetworkStream stream)
    {
        var received = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int headLength;
        while ((headLength = received.GetBuffer().AsSpan(0, (int)received.Length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = await stream.ReadAsync(buffer, stop.Token);
            if (count == 0)
            {
                return null;
            }

            received.Write(buffer, 0, count);
        }

        string[] lines = Encoding.ASCII.GetString(received.GetBuffer(), 0, headLength).Split("\r\n");
        var headers = lines.Skip(1).Select(header => header.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (headers.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop.Token);
        }

        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        byte[] early = received.ToArray()[(headLength + 4)..];
        early.CopyTo(body, 0);
        await stream.ReadExactlyAsync(body.AsMemory(early.Length), stop.Token);
        string[] words = lines[0].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(words[0]), new Uri(server, words[1])) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Asks the server; returns the bytes for the client, cut or changed as the fault says.</summary>
    private async Task<byte[]> AnswerAsync(HttpRequestMessage request, Fault fault)
    {
        using var answer = await client.SendAsync(request, stop.Token);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(stop.Token);
        long statedLength = request.Method == HttpMethod.Head ? answer.Content.Headers.ContentLength ?? 0 : body.Length;
        var head = new StringBuilder($"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\nConnection: close\r\nContent-Length: {statedLength}\r\n");
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !HopHeaders.Contains(header.Key)))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", values)}\r\n");
        }

        if (fault == Fault.WrongByte)
        {
            body[body.Length / 2] ^= 1;
        }

        byte[] whole = [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
        bool isCut = fault is Fault.CutAnswer or Fault.SilentAnswer;
        return !isCut ? whole : body.Length > 0 ? whole[..^(body.Length / 2)] : [];
    }
}
