using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Certificates;
using BirdGrid.Silo.Security.Keys;
using BirdGrid.Silo.Security.Tokens;
using Microsoft.Extensions.Primitives;

namespace BirdGrid.Silo.Security;

/// <summary>Finds out who makes a request: by its key or token, else by its connection's certificate.</summary>
internal sealed class CallerIdentification(SecurityOptions options, ApiKeyCache keys, TokenCallers tokens, CertificateCallers certificates)
{
    /// <summary>Header with an API key.</summary>
    public const string KeyHeader = "x-api-key";

    private const string Bearer = "Bearer ";

    private static readonly Caller Guest = new(CallerSource.Anonymous, "anonymous", "anonymous", CallerRole.Reader, CallerLimits.None);

    private readonly Caller? anonymous = options.Anonymous == CallerRole.None ? null : Guest with { Limits = options.Limits };

    /// <summary>Whether nobody is asked who they are: there is no authentication, and only this machine reaches the silo.</summary>
    public bool IsOpen { get; } = !options.IsConfigured;

    /// <summary>The caller of a request.</summary>
    /// <exception cref="AccessException">Its credentials are missing or not good.</exception>
    public ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        if (IsOpen)
        {
            return ValueTask.FromResult(Caller.Local);
        }

        var headers = context.Request.Headers;
        if (headers.TryGetValue(KeyHeader, out var key))
        {
            return ValueTask.FromResult(ByKey(Single(key, AccessException.KeyUnknown)));
        }

        if (headers.Authorization is { Count: > 0 } authorization)
        {
            string said = Single(authorization, AccessException.TokenInvalid);
            if (!said.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                throw AccessException.TokenInvalid;
            }

            return said.AsSpan(Bearer.Length).StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal)
                ? ValueTask.FromResult(ByKey(said.AsSpan(Bearer.Length)))
                : tokens.IdentifyAsync(said[Bearer.Length..]);
        }

        if (context.Connection.ClientCertificate is { } certificate)
        {
            var caller = certificates.Identify(certificate);
            return caller.Lapse() is { } lapsed ? throw lapsed : ValueTask.FromResult(caller);
        }

        return anonymous is not null ? ValueTask.FromResult(anonymous) : throw AccessException.CredentialsMissing;
    }

    private static string Single(StringValues values, AccessException refusal) => values is [{ Length: > 0 } only] ? only : throw refusal;

    private Caller ByKey(ReadOnlySpan<char> key) => keys.Identify(key, out var caller) is { } refusal ? throw refusal : caller!;
}
