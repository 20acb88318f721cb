using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BirdGrid.Client.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests;

/// <summary>What callers are told of connections that do not lead to a silo, against servers on loopback.</summary>
public sealed class TransportFaultTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public TransportFaultTests() => listener.Start();

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Https_at_a_port_without_TLS_says_so()
    {
        await using var grid = await FakeGrid.StartAsync();
        var failure = await FailureAsync(new BirdGridClientOptions { Address = grid.Url.Replace("http:", "https:", StringComparison.Ordinal), Attempts = 1 });
        Assert.Equal("no-tls", failure.Reason);
        Assert.Contains("write http://", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_HTTP_1_is_no_silo()
    {
        _ = ServeAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        var failure = await FailureAsync(new BirdGridClientOptions { Address = $"http://127.0.0.1:{Port}", Attempts = 1 });
        Assert.True(failure.Reason is "no-http2" or "wrong-port", $"{failure.Reason}: {failure.InnerException}");
        Assert.DoesNotContain("Exception", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_unreachable()
    {
        listener.Stop();
        var failure = await FailureAsync(new BirdGridClientOptions { Address = "http://127.0.0.1:1", Attempts = 1 });
        Assert.True(failure.IsUnreachable);
    }

    [Fact]
    public async Task A_proxy_is_named_where_calls_without_TLS_cannot_pass_it()
    {
        var failure = await FailureAsync(new BirdGridClientOptions { Address = "http://silo.example:5401", Attempts = 1, Proxy = new WebProxy("127.0.0.1", 1) });
        Assert.True(failure.IsUnreachable);
        Assert.Contains("proxy 127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no_proxy=silo.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_or_refuses_is_named()
    {
        _ = ServeAsync("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        foreach (int port in new[] { 1, Port })
        {
            var failure = await FailureAsync(new BirdGridClientOptions { Address = "https://silo.example:5401", Attempts = 1, Proxy = new WebProxy("127.0.0.1", port) });
            Assert.True(failure.IsUnreachable, failure.Message);
            Assert.Contains($"proxy 127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Several_silos_are_not_shared_through_a_proxy()
    {
        var refused = Assert.Throws<UriFormatException>(() => new BirdGridClient(new BirdGridClientOptions { Address = "https://a.example:1,https://b.example:2", Proxy = new WebProxy("127.0.0.1", 1) }));
        Assert.Contains("no_proxy=a.example,b.example", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_set_for_everything_does_not_stand_before_this_machine()
    {
        await using var grid = await FakeGrid.StartAsync((_, _) => new ClassifyResponse { Model = "here" });
        foreach (string address in new[] { grid.Url, $"{grid.Url},{grid.Url}" })
        {
            using var client = new BirdGridClient(new BirdGridClientOptions { Address = address, Attempts = 1, Proxy = new WebProxy("127.0.0.1", 1) });
            Assert.Equal("here", (await client.Classification.ClassifyAsync("m", new byte[1], cancellationToken: Cancel)).Model);
        }
    }

    [Fact]
    public async Task A_silo_elsewhere_is_reached_through_a_tunnel()
    {
        using var folder = new TemporaryCertificate("silo.example");
        await using var grid = await FakeGrid.StartAsync((_, _) => new ClassifyResponse { Model = "far" }, certificate: folder.Certificate);
        var asked = TunnelAsync(new Uri(grid.Url).Port);
        using var client = new BirdGridClient(new BirdGridClientOptions { Address = "https://silo.example:5401", Attempts = 1, CaCertificate = folder.Path, Proxy = new WebProxy("127.0.0.1", Port) });
        Assert.Equal("far", (await client.Classification.ClassifyAsync("m", new byte[1], cancellationToken: Cancel)).Model);
        Assert.StartsWith("CONNECT silo.example:5401 ", await asked, StringComparison.Ordinal);
    }

    private static async Task<BirdGridException> FailureAsync(BirdGridClientOptions options)
    {
        using var client = new BirdGridClient(options);
        return await Assert.ThrowsAsync<BirdGridException>(() => client.GetStatusAsync(Cancel));
    }

    // Every connection gets the same answer.
    private async Task ServeAsync(byte[] answer)
    {
        byte[] request = new byte[4096];
        while (true)
        {
            var stream = (await listener.AcceptTcpClientAsync(Cancel)).GetStream();
            _ = await stream.ReadAsync(request, Cancel);
            await stream.WriteAsync(answer, Cancel);
            stream.Socket.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task<string> TunnelAsync(int target)
    {
        var near = await listener.AcceptTcpClientAsync(Cancel);
        byte[] request = new byte[4096];
        int length = await near.GetStream().ReadAsync(request, Cancel);
        var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, target, Cancel);
        await near.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), Cancel);
        _ = near.GetStream().CopyToAsync(far.GetStream(), Cancel);
        _ = far.GetStream().CopyToAsync(near.GetStream(), Cancel);
        return Encoding.ASCII.GetString(request, 0, length);
    }

    /// <summary>A self-signed certificate, and its file.</summary>
    private sealed class TemporaryCertificate : IDisposable
    {
        public TemporaryCertificate(string host)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
            using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
            File.WriteAllText(Path, made.ExportCertificatePem());
        }

        public X509Certificate2 Certificate { get; }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose()
        {
            Certificate.Dispose();
            File.Delete(Path);
        }
    }
}
