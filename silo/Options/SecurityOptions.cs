using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>Who may call the silo, and for what.</summary>
public sealed class SecurityOptions
{
    /// <summary>Keys that the configuration knows, beside those of the grid's own store; `birdgrid keys new` prints one.</summary>
    /// <value>Default none.</value>
    public List<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>Bearer tokens (JWT).</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>Client certificates (mTLS) and their roles, the first that fits.</summary>
    /// <value>Default none.</value>
    public List<CertificateOptions> Certificates { get; set; } = [];

    /// <summary>Role of a client certificate that <see cref="Certificates"/> does not name.</summary>
    /// <value>Default None.</value>
    public CallerRole CertificateRole { get; set; }

    /// <summary>Role of callers without credentials where there is authentication: None or Reader.</summary>
    /// <value>Default None.</value>
    public CallerRole Anonymous { get; set; }

    /// <summary>
    /// Whether callers must authenticate although the configuration names nobody: with keys of the grid's store alone. With keys, tokens or client
    /// certificates configured they must in any case.
    /// </summary>
    /// <value>Default false.</value>
    public bool RequireAuthentication { get; set; }

    /// <summary>Whether an address that others can reach may go without TLS: behind a proxy that ends it.</summary>
    /// <value>Default false: keys would travel in the clear.</value>
    public bool AllowPlaintext { get; set; }

    /// <summary>
    /// Further host names under which a silo without authentication may be asked, without port, for example of a proxy on this machine. Names and
    /// addresses of this machine (localhost, 127.0.0.1, ::1) are allowed anyway; with authentication no name is looked at.
    /// </summary>
    /// <value>Default none.</value>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Origins of web pages that may call the silo from a browser, for example http://localhost:3000.</summary>
    /// <value>Default none: pages of elsewhere may not.</value>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>Whether gRPC reflection is open to everyone; else to readers.</summary>
    /// <value>Default true.</value>
    public bool OpenReflection { get; set; } = true;

    /// <summary>How much a caller may ask for whose key does not say otherwise.</summary>
    /// <value>Default no limit.</value>
    public CallerLimits Limits { get; set; } = CallerLimits.None;

    /// <summary>Seconds after which a silo looks for new and revoked keys in the grid's store, 0.1 to 60.</summary>
    /// <value>Default 2.</value>
    public double KeyRefreshSeconds { get; set; } = 2;

    /// <summary>Seconds after which photos that count towards a daily quota are written down, 0.1 to 600; a crash loses at most those.</summary>
    /// <value>Default 5.</value>
    public double QuotaFlushSeconds { get; set; } = 5;

    /// <summary>Days with entries whose files of the audit log are kept; older ones are deleted, and an entry says up to which line. 0: all are kept.</summary>
    /// <value>Default 0.</value>
    public int AuditKeepDays { get; set; }

    /// <summary>Whether callers must say who they are.</summary>
    internal bool IsConfigured =>
        RequireAuthentication || ApiKeys.Count > 0 || Jwt.IsConfigured || Certificates.Count > 0 || CertificateRole != CallerRole.None;
}
