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
