using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BirdGrid.Silo.Security.Tokens;

/// <summary>What a bearer token must show.</summary>
internal static class TokenParameters
{
    private const string MediaTypePrefix = "application/";

    private static readonly string[] AccessTokenTypes = ["at+jwt", "JWT"];

    private static readonly string[] SecretAlgorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];

    private static readonly string[] PublicAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Signature, issuer, audience and life are all required; the algorithms are those of the kind of key, so that none and a public key taken for a secret are out.</summary>
    /// <exception cref="SiloConfigurationException">The key cannot be read.</exception>
    public static TokenValidationParameters Of(JwtOptions options, TimeProvider clock)
    {
        var skew = TimeSpan.FromSeconds(options.ClockSkewSeconds);
        var parameters = new TokenValidationParameters
        {
            ValidateAudience = true,
            ValidAudience = options.Audience,
            ValidateIssuer = true,
            ValidIssuer = options.Issuer.Length > 0 ? options.Issuer : null,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            ValidAlgorithms = options.SigningKey.Length > 0 ? SecretAlgorithms : PublicAlgorithms,
            TypeValidator = (type, _, _) => IsAccepted(type, options) ? type : throw new SecurityTokenInvalidTypeException("The type of the token is not accepted."),
            NameClaimType = options.NameClaim,
            RoleClaimType = options.RoleClaim,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires, clock.GetUtcNow().UtcDateTime, skew),
        };
        if (options.Authority.Length > 0)
        {
            parameters.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{options.Authority.TrimEnd('/')}/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = true });
        }
        else
        {
            parameters.IssuerSigningKey = options.SigningKey.Length > 0
                ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.SigningKey))
                : PublicKey(options.SigningKeyFile);
        }

        return parameters;
    }

    private static bool IsAccepted(string? type, JwtOptions options)
    {
        // RFC 7515 lets the prefix be left out where there is no other slash.
        string said = type ?? string.Empty;
        said = said.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase) ? said[MediaTypePrefix.Length..] : said;
        return options.Types.Count > 0
            ? options.Types.Contains(said, StringComparer.OrdinalIgnoreCase)
            : said.Length == 0 || AccessTokenTypes.Contains(said, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAlive(DateTime? notBefore, DateTime? expires, DateTime now, TimeSpan skew)
    {
        if (expires is not { } end)
        {
            return false;
        }

        return now >= end + skew
            ? throw new SecurityTokenExpiredException()
            : notBefore is not { } start || now >= start - skew;
    }

    private static SecurityKey PublicKey(string path)
    {
        try
        {
            string pem = File.ReadAllText(path);
            if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                var certificate = X509Certificate2.CreateFromPem(pem);
                return certificate.GetRSAPublicKey() is { } certified ? new RsaSecurityKey(certified) : new ECDsaSecurityKey(certificate.GetECDsaPublicKey());
            }

            return TryRsa(pem) is { } rsa ? new RsaSecurityKey(rsa) : new ECDsaSecurityKey(Ec(pem));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SiloConfigurationException($"BirdGrid:Security:Jwt:SigningKeyFile cannot be read: {unreadable.Message} Name a PEM file with an RSA or EC public key.");
        }
    }

    private static RSA? TryRsa(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa;
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            return null;
        }
    }

    private static ECDsa Ec(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }
}
