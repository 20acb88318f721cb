using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>A caller is refused for who it is, or is not.</summary>
/// <param name="error">What it is told.</param>
internal sealed class AccessException(GridError error) : Exception(error.Message)
{
    private const double AuditRetryMs = 30_000;

    /// <summary>What the caller is told. Nothing in it depends on a key that the caller does not have.</summary>
    public GridError Error { get; } = error;

    /// <summary>There are no credentials.</summary>
    public static AccessException CredentialsMissing => Unauthenticated("credentials-missing", "This call needs credentials: send an API key in the header x-api-key, or a bearer token (birdgrid: the environment variable BIRDGRID_API_KEY).");

    /// <summary>The key is not known, be it that it never was.</summary>
    public static AccessException KeyUnknown => Unauthenticated("key-unknown", "The API key is not known here: check that it is complete and of this grid.");

    /// <summary>The key was good.</summary>
    public static AccessException KeyExpired => Unauthenticated("key-expired", "The API key has expired: ask an administrator for a new one.");

    /// <summary>The key was good.</summary>
    public static AccessException KeyRevoked => Unauthenticated("key-revoked", "The API key has been revoked: ask an administrator for a new one.");

    /// <summary>The token was good.</summary>
    public static AccessException TokenExpired => Unauthenticated("token-expired", "The bearer token has expired: get a new one.");

    /// <summary>The token is none that is believed.</summary>
    public static AccessException TokenInvalid => Unauthenticated("token-invalid", "The bearer token is not accepted: it must be for this audience, by the configured issuer, and signed with its key.");

    /// <summary>No table says who may make the call.</summary>
    public static AccessException CallNotListed => new(new GridError(StatusCode.PermissionDenied, "call-not-listed", "Nobody may make this call: it has no entry in the silo's table of roles."));

    /// <summary>The silo has just started and does not know its keys yet.</summary>
    public static AccessException KeysNotLoaded => new(new GridError(StatusCode.Unavailable, "keys-not-loaded", "The silo has not read the grid's keys yet; try again shortly."));

    /// <summary>What would be done could not be recorded.</summary>
    /// <param name="problem">What is wrong, and what to do.</param>
    public static AccessException AuditUnavailable(string problem) =>
        new(new GridError(StatusCode.Unavailable, "audit-unavailable", $"{problem} Try again afterwards.", RetryAfterMs: AuditRetryMs) { RepeatsItself = false });

    /// <summary>The request names a host that is not this silo.</summary>
    /// <param name="host">The host, as it may stand in a message.</param>
    public static AccessException HostForeign(string host) => new(new GridError(
        StatusCode.PermissionDenied,
        "foreign-host",
        $"This silo asks nobody who they are and answers only under names of this machine, not under '{host}': use 127.0.0.1 or localhost, or add the name to BirdGrid:Security:AllowedHosts."));

    /// <summary>A web page of elsewhere makes the request.</summary>
    /// <param name="origin">The page's origin, as it may stand in a message.</param>
    public static AccessException OriginForeign(string origin) => new(new GridError(
        StatusCode.PermissionDenied,
        "foreign-origin",
        $"A web page of elsewhere ({origin}) may not call this silo: open the silo's own address, or add the page's origin to BirdGrid:Security:AllowedOrigins."));

    /// <summary>The caller may not do this.</summary>
    /// <param name="has">The caller's role.</param>
    /// <param name="needs">The least role that may.</param>
    public static AccessException RoleMissing(Grains.Security.CallerRole has, Grains.Security.CallerRole needs) => new(new GridError(
        StatusCode.PermissionDenied,
        "role-missing-for-call",
        $"This call needs the role {CallerRoleNames.Of(needs)}, and the caller has {CallerRoleNames.Of(has)}: use a key with that role."));

    private static AccessException Unauthenticated(string reason, string message) => new(new GridError(StatusCode.Unauthenticated, reason, message));
}
