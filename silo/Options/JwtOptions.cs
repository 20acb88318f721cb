using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>Which bearer tokens (JWT) are believed. Either an authority or a key says who signs them.</summary>
public sealed class JwtOptions
{
    /// <summary>Address of an OpenID Connect provider, https; its keys are fetched, and fetched again when they change.</summary>
    /// <value>Default empty: a key is configured instead.</value>
    public string Authority { get; set; } = string.Empty;

    /// <summary>Secret that tokens are signed with (HMAC SHA-2), at least 32 bytes of UTF-8.</summary>
    /// <value>Default empty.</value>
    public string SigningKey { get; set; } = string.Empty;

    /// <summary>PEM file of the public key (RSA or EC), or of a certificate with it.</summary>
    /// <value>Default empty.</value>
    public string SigningKeyFile { get; set; } = string.Empty;

    /// <summary>Who must have issued the token.</summary>
    /// <value>Default empty: the authority's own name. Required with a key.</value>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>For whom the token must be. Required.</summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>
    /// Types of tokens (the header <c>typ</c>, RFC 8725) that are believed, for example at+jwt alone where the provider marks access tokens. Others, such
    /// as logout tokens, are refused whoever signed them.
    /// </summary>
    /// <value>Default empty: at+jwt, JWT, or a token that names none.</value>
    public List<string> Types { get; set; } = [];

    /// <summary>Claim that names the caller.</summary>
    /// <value>Default sub.</value>
    public string NameClaim { get; set; } = "sub";

    /// <summary>Claim with the role, or several.</summary>
    /// <value>Default role.</value>
    public string RoleClaim { get; set; } = "role";

    /// <summary>What values of the role claim mean: the best of them counts.</summary>
    /// <value>Default empty: the values are reader, trainer and admin themselves.</value>
    public Dictionary<string, CallerRole> Roles { get; set; } = [];

    /// <summary>Seconds by which clocks may differ, 0 to 600.</summary>
    /// <value>Default 30.</value>
    public double ClockSkewSeconds { get; set; } = 30;

    /// <summary>Whether tokens are believed at all.</summary>
    internal bool IsConfigured => Authority.Length > 0 || SigningKey.Length > 0 || SigningKeyFile.Length > 0;
}
