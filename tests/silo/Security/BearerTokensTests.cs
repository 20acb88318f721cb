using System.Security.Cryptography;
using System.Text;
using BirdGrid.Client;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Tokens;
using BirdGrid.TestSupport;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Bearer tokens: believed when every claim and the signature fit, and not otherwise.</summary>
public sealed class BearerTokensTests : IAsyncLifetime
{
    private const string Issuer = "https://id.example";
    private const string Audience = "birdgrid";

    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-token-").FullName;
    private readonly ECDsa signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RunningSilo silo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PublicPem => signer.ExportSubjectPublicKeyInfoPem();

    public async ValueTask InitializeAsync()
    {
        string pem = Path.Combine(data, "signer.pem");
        await File.WriteAllTextAsync(pem, PublicPem);
        silo = await RunningSilo.StartAsync(
            new SiloStartOptions
            {
                DataDirectory = data,
                Url = "http://127.0.0.1:0",
                Device = "cpu",
                Settings =
                [
                    $"BirdGrid:Security:Jwt:SigningKeyFile={pem}",
                    $"BirdGrid:Security:Jwt:Issuer={Issuer}",
                    $"BirdGrid:Security:Jwt:Audience={Audience}",
                    "BirdGrid:Security:Jwt:RoleClaim=groups",
                    "BirdGrid:Security:Jwt:Roles:bird-people=reader",
                    "BirdGrid:Security:Jwt:Roles:bird-admins=admin",
                ],
            },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        signer.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_good_token_lets_in_again_and_again()
    {
        string token = Make();
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(await CallAsync(token));
        }
    }

    [Fact]
    public async Task The_best_of_the_roles_counts()
    {
        Assert.Null(await CallAsync(Make(groups: ["other", "bird-people", "bird-admins"]), admin: true));
        Assert.Equal((StatusCode.PermissionDenied, "role-missing-for-call"), await CallAsync(Make(groups: ["bird-people"]), admin: true));
        Assert.Equal((StatusCode.PermissionDenied, "role-missing-for-call"), await CallAsync(Make(groups: ["admin"])));
        Assert.Equal((StatusCode.PermissionDenied, "role-missing-for-call"), await CallAsync(Make(groups: [])));
    }

    [Fact]
    public async Task An_expired_token_is_refused() =>
        Assert.Equal((StatusCode.Unauthenticated, "token-expired"), await CallAsync(Make(expires: DateTime.UtcNow.AddMinutes(-5))));

    [Fact]
    public async Task A_token_of_tomorrow_is_refused() =>
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(notBefore: DateTime.UtcNow.AddMinutes(30))));

    [Fact]
    public async Task A_token_without_an_end_is_refused()
    {
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        string endless = handler.CreateToken($$"""{"iss":"{{Issuer}}","aud":"{{Audience}}","groups":"bird-admins"}""", Signing(new ECDsaSecurityKey(signer), SecurityAlgorithms.EcdsaSha256));
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(endless));
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(audience: "fishgrid")));

    [Fact]
    public async Task A_token_of_another_issuer_is_refused() =>
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(issuer: "https://evil.example")));

    [Fact]
    public async Task A_token_that_another_key_signed_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(signing: Signing(new ECDsaSecurityKey(other), SecurityAlgorithms.EcdsaSha256))));
    }

    [Fact]
    public async Task The_public_key_is_no_secret_to_sign_with()
    {
        var confused = Signing(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(PublicPem)), SecurityAlgorithms.HmacSha256);
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(signing: confused)));
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        string claims = Make().Split('.')[1];
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{claims}."));
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(signing: null, unsigned: true)));
    }

    [Fact]
    public async Task Claims_that_were_changed_are_refused()
    {
        string[] parts = Make(groups: ["bird-people"]).Split('.');
        string raised = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("bird-people", "bird-admins", StringComparison.Ordinal));
        Assert.Equal((StatusCode.Unauthenticated, "token-invalid"), await CallAsync($"{parts[0]}.{raised}.{parts[2]}"));
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData("logout+jwt", false)]
    [InlineData("secevent+jwt", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("application/logout+jwt", false)]
    public async Task A_token_of_another_type_is_refused(string type, bool accepted) =>
        Assert.Equal(accepted ? null : (StatusCode.Unauthenticated, "token-invalid"), await CallAsync(Make(type: type)));

    [Fact]
    public async Task A_token_needs_no_type()
    {
        string header = Base64UrlEncoder.Encode("""{"alg":"ES256"}""");
        string claims = Make().Split('.')[1];
        byte[] signature = signer.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256);
        Assert.Null(await CallAsync($"{header}.{claims}.{Base64UrlEncoder.Encode(signature)}"));
    }

    [Fact]
    public async Task Types_can_be_named()
    {
        var clock = TimeProvider.System;
        var parameters = TokenParameters.Of(new JwtOptions { SigningKey = new string('k', 32), Issuer = Issuer, Audience = Audience, Types = ["at+jwt"] }, clock);
        var signing = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('k', 32))), SecurityAlgorithms.HmacSha256);
        foreach (var (type, accepted) in ((string, bool)[])[("at+jwt", true), ("JWT", false)])
        {
            Assert.Equal((type, accepted), (type, (await new JsonWebTokenHandler().ValidateTokenAsync(Make(signing: signing, type: type), parameters)).IsValid));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_token_is_checked_again_after_a_minute_though_the_clock_was_set_back(int hours)
    {
        // What the key's owner signs no longer is refused a minute later at the latest: a wall clock that steps does not remember for longer.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var clock = new SteppingClock(time);
        var options = new JwtOptions { SigningKey = new string('k', 32), Issuer = Issuer, Audience = Audience };
        var callers = new TokenCallers(new SecurityOptions { Jwt = options }, clock);
        var signing = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('k', 32))), SecurityAlgorithms.HmacSha256);
        string token = Make(signing: signing, notBefore: DateTime.UtcNow.AddDays(-2));
        var first = await callers.IdentifyAsync(token);
        clock.StepWall(TimeSpan.FromHours(hours));
        Assert.Same(first, await callers.IdentifyAsync(token));

        time.Advance(TimeSpan.FromSeconds(61));
        Assert.NotSame(first, await callers.IdentifyAsync(token));
    }

    private static SigningCredentials Signing(SecurityKey key, string algorithm) => new(key, algorithm) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };

    private string Make(string issuer = Issuer, string audience = Audience, string[]? groups = null, DateTime? expires = null, DateTime? notBefore = null, SigningCredentials? signing = null, bool unsigned = false, string? type = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = type,
            Expires = expires ?? DateTime.UtcNow.AddMinutes(30),
            NotBefore = notBefore ?? DateTime.UtcNow.AddHours(-1),
            IssuedAt = DateTime.UtcNow.AddHours(-1),
            Claims = new Dictionary<string, object> { ["sub"] = "wren", ["groups"] = groups ?? ["bird-admins"] },
            SigningCredentials = unsigned ? null : signing ?? Signing(new ECDsaSecurityKey(signer), SecurityAlgorithms.EcdsaSha256),
        });

    private async Task<(StatusCode, string)?> CallAsync(string token, bool admin = false)
    {
        using var client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, Token = _ => ValueTask.FromResult(token), Attempts = 1 });
        try
        {
            _ = admin ? (object)await client.Security.ListKeysAsync(Token) : await client.GetStatusAsync(Token);
            return null;
        }
        catch (BirdGridException refused)
        {
            return (refused.Status, refused.Reason);
        }
    }
}
