using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BirdGrid.Silo.Security.Tokens;

/// <summary>Bearer tokens (JWT): checks them, and remembers those that were good for a minute, because a signature costs more than a classification may.</summary>
internal sealed class TokenCallers(SecurityOptions security, TimeProvider clock)
{
    /// <summary>Longest token that is looked at; Kestrel takes headers of 32 KiB.</summary>
    private const int LongestToken = 16_384;
    private const int LongestName = 128;
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly JwtOptions options = security.Jwt;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters? parameters = security.Jwt.IsConfigured ? TokenParameters.Of(security.Jwt, clock) : null;
    private readonly ConcurrentDictionary<UInt128, Good> good = new();

    /// <summary>Whom a token stands for.</summary>
    /// <exception cref="AccessException">It is not good.</exception>
    public ValueTask<Caller> IdentifyAsync(string token)
    {
        if (parameters is null || token.Length > LongestToken)
        {
            throw AccessException.TokenInvalid;
        }

        var fingerprint = FingerprintOf(token);
        return good.TryGetValue(fingerprint, out var known) && clock.GetElapsedTime(known.Since) < Remembered && clock.GetUtcNow() < known.Expires
            ? ValueTask.FromResult(known.Caller)
            : new ValueTask<Caller>(CheckAsync(token, fingerprint, parameters));
    }

    private static UInt128 FingerprintOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] bytes = Encoding.UTF8.GetBytes(token);
        SHA256.HashData(bytes, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private async Task<Caller> CheckAsync(string token, UInt128 fingerprint, TokenValidationParameters accepted)
    {
        var result = await handler.ValidateTokenAsync(token, accepted);
        if (!result.IsValid)
        {
            throw result.Exception is SecurityTokenExpiredException ? AccessException.TokenExpired : AccessException.TokenInvalid;
        }

        // Expiry is required, and with the allowed skew it is what ends the token's streams too.
        var expires = new DateTimeOffset(DateTime.SpecifyKind(result.SecurityToken.ValidTo, DateTimeKind.Utc)).AddSeconds(options.ClockSkewSeconds);
        var caller = CallerOf(result.ClaimsIdentity, result.Issuer, expires);
        if (good.Count >= MostRemembered)
        {
            good.Clear();
        }

        good[fingerprint] = new Good(caller, clock.GetTimestamp(), expires);
        return caller;
    }

    private Caller CallerOf(ClaimsIdentity identity, string issuer, DateTimeOffset expires)
    {
        string name = identity.FindFirst(options.NameClaim)?.Value is { Length: > 0 and <= LongestName } said ? said : "unnamed";
        var role = identity.FindAll(options.RoleClaim).Select(c => RoleOf(c.Value)).DefaultIfEmpty(CallerRole.None).Max();
        return new Caller(CallerSource.Token, $"token:{issuer}:{name}", name, role, security.Limits)
        {
            Lapse = () => clock.GetUtcNow() >= expires ? AccessException.TokenExpired : null,
        };
    }

    private CallerRole RoleOf(string value) => options.Roles.Count > 0 ? options.Roles.GetValueOrDefault(value) : CallerRoleNames.Parse(value);

    private sealed record Good(Caller Caller, long Since, DateTimeOffset Expires);
}
