using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>What a silo refuses to start with.</summary>
public sealed class StartRulesTests : IDisposable
{
    private static readonly string Hash = new('a', 64);

    private readonly string pem = Path.GetTempFileName();

    public void Dispose() => File.Delete(pem);

    [Theory]
    [InlineData("http://0.0.0.0:5401")]
    [InlineData("http://[::]:5401")]
    [InlineData("http://10.1.2.3:5401")]
    public void Others_can_reach_a_silo_only_with_authentication_and_TLS(string url)
    {
        Assert.Contains("no authentication: it refuses to start", Assert.Single(FaultsOf(new SiloOptions { Url = url })), StringComparison.Ordinal);

        var keyed = new SiloOptions { Url = url, Security = Keyed() };
        Assert.Contains("keys would travel in the clear", Assert.Single(FaultsOf(keyed)), StringComparison.Ordinal);

        keyed.Security.AllowPlaintext = true;
        Assert.Empty(FaultsOf(keyed));
    }

    [Fact]
    public void With_a_certificate_and_a_key_others_may_reach_a_silo() =>
        Assert.Empty(FaultsOf(new SiloOptions { Url = "https://0.0.0.0:5401", Security = Keyed(), Tls = new TlsOptions { Certificate = pem } }));

    [Fact]
    public void TLS_alone_is_no_authentication() =>
        Assert.Contains("no authentication", Assert.Single(FaultsOf(new SiloOptions { Url = "https://0.0.0.0:5401", Tls = new TlsOptions { Certificate = pem } })), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://127.0.0.1:5401", "needs a certificate")]
    [InlineData("http://bird.example:5401", "names a host")]
    [InlineData("ftp://127.0.0.1:5401", "is no address to listen on")]
    public void An_address_must_be_one(string url, string said) =>
        Assert.Contains(said, Assert.Single(FaultsOf(new SiloOptions { Url = url })), StringComparison.Ordinal);

    [Fact]
    public void Keys_are_checked()
    {
        Assert.Contains(FaultsOf(Secured(s => s.ApiKeys[0].Hash = "secret")), f => f.Contains("no SHA-256", StringComparison.Ordinal));
        Assert.Contains(FaultsOf(Secured(s => s.ApiKeys[0].Name = string.Empty)), f => f.Contains("Name is empty", StringComparison.Ordinal));
        Assert.Contains(FaultsOf(Secured(s => s.ApiKeys[0].Role = CallerRole.None)), f => f.Contains("reader, trainer or admin", StringComparison.Ordinal));
        Assert.Contains(FaultsOf(Secured(s => s.ApiKeys.Add(s.ApiKeys[0]))), f => f.Contains("several keys named", StringComparison.Ordinal));
        Assert.Contains(FaultsOf(Secured(s => s.Anonymous = CallerRole.Admin)), f => f.Contains("Reader at most", StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_need_an_issuer_an_audience_and_a_strong_key()
    {
        var faults = FaultsOf(Secured(s => s.Jwt = new JwtOptions { SigningKey = "short" }));
        Assert.Contains(faults, f => f.Contains("Audience is empty", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("Issuer is empty", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("could be guessed", StringComparison.Ordinal));
        Assert.Contains(FaultsOf(Secured(s => s.Jwt = new JwtOptions { Authority = "http://id.example", Audience = "b" })), f => f.Contains("must be an https address", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_have_ranges()
    {
        var options = new SiloOptions { Limits = new LimitOptions { MaxPhotoBytes = 0, StreamIdleSeconds = double.NaN } };
        Assert.Equal(2, FaultsOf(options).Count);
    }

    private static SecurityOptions Keyed() => new() { ApiKeys = [new ApiKeyOptions { Name = "a", Hash = Hash, Role = CallerRole.Admin }] };

    private static SiloOptions Secured(Action<SecurityOptions> change)
    {
        var options = new SiloOptions { Security = Keyed() };
        change(options.Security);
        return options;
    }

    private static List<string> FaultsOf(SiloOptions options) => [.. new SiloOptionsValidator().Validate(null, options).Failures ?? []];
}
