using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.TestSupport;

/// <summary>Stands between a client and an HTTP server and does to requests what bad networks do. The server sees whole requests or none.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpListener listener = new();
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
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
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
        listener.Close();
        await loop;
        client.Dispose();
        stop.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        var handling = new List<Task>();
        try
        {
            while (true)
            {
                handling.Add(HandleAsync(await listener.GetContextAsync()));
            }
        }
        catch (Exception closed) when (stop.IsCancellationRequested && closed is HttpListenerException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(handling);
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            string request = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            requests.Enqueue(request);
            var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, stop.Token);
            var fault = choose(request);
            switch (fault)
            {
                case Fault.HangUp:
                    context.Response.Abort();
                    break;
                case Fault.Unavailable:
                    context.Response.StatusCode = 503;
                    context.Response.Close();
                    break;
                default:
                    await AnswerAsync(context, await PassOnAsync(context.Request, body.ToArray()), fault);
                    break;
            }
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            // The client hung up first, or the test is over.
            context.Response.Abort();
        }
    }

    private async Task<HttpResponseMessage> PassOnAsync(HttpListenerRequest request, byte[] body)
    {
        using var passed = new HttpRequestMessage(new HttpMethod(request.HttpMethod), new Uri(server, request.RawUrl)) { Content = new ByteArrayContent(body) };
        foreach (string name in request.Headers.AllKeys.OfType<string>().Where(name => name is not ("Host" or "Expect" or "Connection" or "Content-Length")))
        {
            if (!passed.Headers.TryAddWithoutValidation(name, request.Headers[name]))
            {
                passed.Content.Headers.TryAddWithoutValidation(name, request.Headers[name]);
            }
        }

        return await client.SendAsync(passed, stop.Token);
    }

    private async Task AnswerAsync(HttpListenerContext context, HttpResponseMessage answer, Fault fault)
    {
        using var _ = answer;
        byte[] body = await answer.Content.ReadAsByteArrayAsync(stop.Token);
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Connection" or "Keep-Alive" or "Transfer-Encoding" or "Content-Length")))
        {
            response.Headers[name] = string.Join(", ", values);
        }

        response.ContentLength64 = context.Request.HttpMethod == "HEAD" ? answer.Content.Headers.ContentLength ?? 0 : body.Length;
        if (fault is Fault.CutAnswer or Fault.SilentAnswer)
        {
            await response.OutputStream.WriteAsync(body.AsMemory(0, body.Length / 2), stop.Token);
            await response.OutputStream.FlushAsync(stop.Token);
            if (fault == Fault.SilentAnswer)
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
            }

            response.Abort();
            return;
        }

        if (fault == Fault.WrongByte)
        {
            body[body.Length / 2] ^= 1;
        }

        if (context.Request.HttpMethod != "HEAD")
        {
            await response.OutputStream.WriteAsync(body, stop.Token);
        }

        response.Close();
    }
}
