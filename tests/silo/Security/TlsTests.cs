using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using BirdGrid.Client;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Support;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>TLS and client certificates, between a silo and the client.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-tls-").FullName;
    private TestCertificates authority = null!;
    private TestCertificates stranger = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        authority = new TestCertificates(folder, "authority");
        stranger = new TestCertificates(folder, "stranger");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_silo_that_others_can_reach_answers_over_TLS()
    {
        await using var silo = await StartAsync("https://0.0.0.0:0", SecuredSilo.KeySettings(0, "reader", "reader", out string key));
        var options = new BirdGridClientOptions { Address = $"https://127.0.0.1:{new Uri(silo.Url).Port}", ApiKey = key, CaCertificate = authority.Roots, Attempts = 1 };

        Assert.Null(await CallAsync(options));
        Assert.Equal("credentials-missing", await CallAsync(options with { ApiKey = null }));
        Assert.Equal("certificate-not-trusted", await CallAsync(options with { CaCertificate = stranger.Roots }));
        Assert.Equal("certificate-not-trusted", await CallAsync(options with { CaCertificate = null }));
    }

    [Fact]
    public async Task Several_addresses_share_the_credentials()
    {
        await using var silo = await StartAsync("https://127.0.0.1:0", SecuredSilo.KeySettings(0, "reader", "reader", out string key));
        var options = new BirdGridClientOptions { Address = $"{silo.Url},https://localhost:{new Uri(silo.Url).Port}", ApiKey = key, CaCertificate = authority.Roots, Attempts = 1 };
        Assert.Null(await CallAsync(options));
    }

    [Fact]
    public async Task Without_a_client_certificate_that_is_required_there_is_no_connection()
    {
        await using var silo = await StartAsync("https://127.0.0.1:0", [.. ClientSettings(), "BirdGrid:Tls:RequireClientCertificate=true", .. SecuredSilo.KeySettings(0, "admin", "admin", out string key)]);
        var bare = new BirdGridClientOptions { Address = silo.Url, CaCertificate = authority.Roots, Attempts = 1 };

        Assert.Equal("unreachable", await CallAsync(bare with { ApiKey = key }));
        Assert.Equal("unreachable", await CallAsync(With(bare, stranger.Client("camera"))));
        Assert.Equal("unreachable", await CallAsync(With(bare, authority.Server("camera"))));
        Assert.Equal("unreachable", await CallAsync(With(bare, authority.Client("camera", DateTimeOffset.UtcNow.AddHours(-1)))));
        Assert.Null(await CallAsync(With(bare, authority.Client("camera"))));
    }

    [Fact]
    public async Task A_client_certificate_has_the_role_of_its_subject()
    {
        await using var silo = await StartAsync("https://127.0.0.1:0", [.. ClientSettings(), .. SecuredSilo.KeySettings(0, "key", "admin", out string key)]);
        var bare = new BirdGridClientOptions { Address = silo.Url, CaCertificate = authority.Roots, Attempts = 1 };

        Assert.Null(await CallAsync(With(bare, authority.Client("camera"))));
        Assert.Equal("role-missing-for-call", await CallAsync(With(bare, authority.Client("camera")), admin: true));
        Assert.Null(await CallAsync(With(bare, authority.Client("keeper")), admin: true));
        Assert.Equal("role-missing-for-call", await CallAsync(With(bare, authority.Client("nobody"))));
        Assert.Equal("credentials-missing", await CallAsync(bare));

        // A key outranks the connection's certificate.
        Assert.Null(await CallAsync(With(bare, authority.Client("camera")) with { ApiKey = key }, admin: true));
    }

    [Theory]
    [InlineData("camera, CN=keeper")]
    [InlineData("keeper, CN=camera")]
    [InlineData("camera, O=birds, CN=camera")]
    public async Task A_certificate_with_several_common_names_is_nobody_s(string names)
    {
        await using var silo = await StartAsync("https://127.0.0.1:0", ClientSettings());
        var bare = new BirdGridClientOptions { Address = silo.Url, CaCertificate = authority.Roots, Attempts = 1 };
        Assert.Equal("certificate-ambiguous", await CallAsync(With(bare, authority.Client(names))));
    }

    [Fact]
    public async Task A_page_of_elsewhere_cannot_use_a_browser_s_certificate()
    {
        await using var silo = await StartAsync("https://127.0.0.1:0", ClientSettings());
        var (certificate, key) = authority.Client("camera");
        using var own = X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(certificate, key).Export(X509ContentType.Pkcs12), null);
        using var handler = new SocketsHttpHandler { SslOptions = { ClientCertificates = [own], RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(silo.RestUrl!) };
        foreach (var (origin, expected) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.OK), (silo.RestUrl!, HttpStatusCode.OK), ("https://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
            request.Headers.Add("Origin", origin is null ? [] : [origin]);
            using var answer = await http.SendAsync(request, Token);
            Assert.Equal((origin, expected), (origin, answer.StatusCode));
        }
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    public async Task TLS_1_2_has_authenticated_encryption_only(TlsCipherSuite suite, bool accepted)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux chooses the suites of a connection.");
        await using var silo = await StartAsync("https://127.0.0.1:0", SecuredSilo.KeySettings(0, "reader", "reader", out _));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", new Uri(silo.Url).Port, Token);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CipherSuitesPolicy = OperatingSystem.IsLinux() ? new CipherSuitesPolicy([suite]) : null,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };
        if (accepted)
        {
            await tls.AuthenticateAsClientAsync(options, Token);
            Assert.Equal(suite, tls.NegotiatedCipherSuite);
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, Token));
        }
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_the_start()
    {
        var (certificate, _) = authority.Server("silo");
        var (_, otherKey) = authority.Server("other");
        string[] settings = [$"BirdGrid:Tls:Certificate={certificate}", $"BirdGrid:Tls:Key={otherKey}"];
        var start = new SiloStartOptions { DataDirectory = Path.Combine(folder, "data"), Url = "https://127.0.0.1:0", Device = "cpu", Settings = settings, Quiet = true };
        Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(start, CancellationToken.None));
    }

    private static BirdGridClientOptions With(BirdGridClientOptions options, (string Certificate, string Key) own) =>
        options with { ClientCertificate = own.Certificate, ClientKey = own.Key };

    private static async Task<string?> CallAsync(BirdGridClientOptions options, bool admin = false)
    {
        using var client = new BirdGridClient(options);
        try
        {
            _ = admin ? (object)await client.Security.ListKeysAsync(Token) : await client.GetStatusAsync(Token);
            return null;
        }
        catch (BirdGridException refused)
        {
            return refused.Reason;
        }
    }

    private string[] ClientSettings() =>
    [
        $"BirdGrid:Tls:ClientCa={authority.Roots}",
        "BirdGrid:Security:Certificates:0:Subject=camera",
        "BirdGrid:Security:Certificates:0:Role=reader",
        "BirdGrid:Security:Certificates:1:Subject=keeper",
        "BirdGrid:Security:Certificates:1:Role=admin",
    ];

    private Task<RunningSilo> StartAsync(string url, string[] settings)
    {
        var (certificate, key) = authority.Server("silo");
        return RunningSilo.StartAsync(
            new SiloStartOptions
            {
                DataDirectory = Path.Combine(folder, "data"),
                Url = url,
                Device = "cpu",
                Settings = [.. settings, $"BirdGrid:Tls:Certificate={certificate}", $"BirdGrid:Tls:Key={key}"],
            },
            CancellationToken.None);
    }
}
