extern alias client;

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Callers that hold on to the silo without asking for anything are let go of.</summary>
public sealed class SlowCallersTests : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-slow-").FullName;
    private RunningSilo silo = null!;
    private string key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Metadata Headers => new() { { "x-api-key", key } };

    public async ValueTask InitializeAsync()
    {
        string[] settings =
        [
            .. SecuredSilo.KeySettings(0, "trainer", "trainer", out key),
            "BirdGrid:Limits:KeepAliveSeconds=1",
            "BirdGrid:Limits:HeadersTimeoutSeconds=1",
            "BirdGrid:Limits:StreamIdleSeconds=0.5",
            "BirdGrid:Limits:MaxConnections=8",
        ];
        silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = settings }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_stream_that_sends_nothing_is_ended()
    {
        using var channel = GrpcChannel.ForAddress(silo.Url);
        using var call = new DatasetService.DatasetServiceClient(channel).Import(Headers, cancellationToken: Token);

        var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));
        Assert.Equal((StatusCode.DeadlineExceeded, "stream-idle"), (ended.StatusCode, ended.Trailers.GetValue("birdgrid-reason")));
    }

    [Fact]
    public async Task An_import_that_stops_in_a_photo_is_ended()
    {
        using var channel = GrpcChannel.ForAddress(silo.Url);
        using var call = new DatasetService.DatasetServiceClient(channel).Import(Headers, cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "slow" } }, Token);
        await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = "a", FileName = "a.jpg", Length = 100 } }, Token);

        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(Token))
            {
                Assert.Null(call.ResponseStream.Current.Version);
            }
        });
        Assert.Equal((StatusCode.DeadlineExceeded, "stream-idle"), (ended.StatusCode, ended.Trailers.GetValue("birdgrid-reason")));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        using var socket = await ConnectAsync();
        await RequireClosedAsync(socket);
    }

    [Fact]
    public async Task A_connection_that_trickles_its_greeting_is_closed()
    {
        using var socket = await ConnectAsync();
        byte[] preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var trickle = TrickleAsync(socket, preface, sending.Token);
        await RequireClosedAsync(socket);
        await sending.CancelAsync();
        await trickle;
    }

    [Fact]
    public async Task Headers_that_do_not_end_close_the_connection()
    {
        using var socket = await ConnectAsync();

        // The greeting, empty settings, and HEADERS on stream 1 without END_HEADERS.
        byte[] opening = [.. Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82];
        await socket.SendAsync(opening, Token);
        await RequireClosedAsync(socket);
    }

    [Fact]
    public async Task A_request_that_stops_half_way_is_ended()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{silo.Url}/birdgrid.v1.ClassificationService/Classify")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new HalfContent(),
        };
        request.Headers.Add("x-api-key", key);

        // The server's own grace is 5 seconds; then it resets the stream or closes the connection.
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await http.SendAsync(request, Token);
            Assert.NotEqual("0", response.TrailingHeaders.TryGetValues("grpc-status", out var status) ? status.First() : "none");
            throw new HttpRequestException("It was answered with an error.");
        });
    }

    [Fact]
    public async Task Connections_are_limited_and_free_again_when_others_go()
    {
        var held = new List<Socket>();
        for (int i = 0; i < 40; i++)
        {
            held.Add(await ConnectAsync());
        }

        // Those beyond the limit are closed at once, the others when their time is over.
        foreach (var socket in held)
        {
            await RequireClosedAsync(socket);
            socket.Dispose();
        }

        using var channel = GrpcChannel.ForAddress(silo.Url);
        Assert.NotEmpty((await new GridService.GridServiceClient(channel).GetStatusAsync(new GetStatusRequest(), Headers, cancellationToken: Token)).Silos);
    }

    private static async Task TrickleAsync(Socket socket, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (byte one in bytes)
            {
                await socket.SendAsync(new[] { one }, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(400), cancellationToken);
            }
        }
        catch (Exception closed) when (closed is SocketException or OperationCanceledException)
        {
        }
    }

    private static async Task RequireClosedAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Token) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
    }

    private sealed class HalfContent : HttpContent
    {
        public HalfContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(RawHttp2.Frame([1, 2, 3], length: 1000), cancellationToken);
            await stream.FlushAsync(cancellationToken);

            // Cancelled once the server has ended the stream: thrown, that could be what the caller is told, instead of the server's doing.
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(silo.Url).Port, Token);
        return socket;
    }
}
