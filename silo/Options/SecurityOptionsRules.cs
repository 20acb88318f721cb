using System.Text;
using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>What the options of authentication must keep to.</summary>
internal static class SecurityOptionsRules
{
    private const int LongestName = 128;
    private const int LeastSecretBytes = 32;
    private const int HashDigits = 2 * ApiKeySecret.HashBytes;

    /// <summary>Adds a sentence for each thing that is wrong.</summary>
    public static void Check(SecurityOptions security, List<string> failures)
    {
        for (int i = 0; i < security.ApiKeys.Count; i++)
        {
            CheckKey(security.ApiKeys[i], $"BirdGrid:Security:ApiKeys:{i}", failures);
        }

        for (int i = 0; i < security.Certificates.Count; i++)
        {
            CheckCertificate(security.Certificates[i], $"BirdGrid:Security:Certificates:{i}", failures);
        }

        CheckNamesDiffer(security.ApiKeys, failures);
        if (security.Jwt.IsConfigured)
        {
            CheckJwt(security.Jwt, failures);
        }

        if (security.Anonymous is not (CallerRole.None or CallerRole.Reader))
        {
            failures.Add($"BirdGrid:Security:Anonymous is {security.Anonymous}; callers without credentials may be Reader at most, or None.");
        }

        CheckPages(security, failures);
        CheckRange("KeyRefreshSeconds", security.KeyRefreshSeconds, 0.1, 60, failures);
        CheckRange("QuotaFlushSeconds", security.QuotaFlushSeconds, 0.1, 600, failures);
        CheckRange("AuditKeepDays", security.AuditKeepDays, 0, 36_500, failures);
        CheckLimits(security.Limits, "BirdGrid:Security:Limits", failures);
    }

    /// <summary>An origin as browsers write it, or null where the text is none.</summary>
    public static string? OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page)
        && (page.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps)
        && page is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? page.GetLeftPart(UriPartial.Authority)
            : null;

    private static void CheckPages(SecurityOptions security, List<string> failures)
    {
        foreach (string host in security.AllowedHosts.Where(h => Uri.CheckHostName(h.TrimEnd('.')) == UriHostNameType.Unknown))
        {
            failures.Add($"BirdGrid:Security:AllowedHosts: '{host}' is no host name: write names alone, without scheme, port and wildcards.");
        }

        foreach (string origin in security.AllowedOrigins.Where(o => OriginOf(o) is null))
        {
            failures.Add($"BirdGrid:Security:AllowedOrigins: '{origin}' is no origin: write scheme, name and port, for example http://localhost:3000.");
        }
    }

    private static void CheckKey(ApiKeyOptions key, string path, List<string> failures)
    {
        if (key.Name.Length is 0 or > LongestName)
        {
            failures.Add($"{path}:Name is empty or longer than {LongestName} characters: say whose key it is.");
        }

        if (!IsHash(key.Hash))
        {
            failures.Add($"{path}:Hash is no SHA-256 ({HashDigits} hexadecimal digits): `birdgrid keys new` prints a key and the lines for its hash.");
        }

        CheckRole(key.Role, path, failures);
        CheckLimits(key.Limits ?? CallerLimits.None, $"{path}:Limits", failures);
    }

    private static void CheckCertificate(CertificateOptions certificate, string path, List<string> failures)
    {
        if (certificate.Subject.Length == 0 && certificate.Thumbprint.Length == 0)
        {
            failures.Add($"{path} names neither Subject nor Thumbprint: name one, or set BirdGrid:Security:CertificateRole for every certificate.");
        }

        if (certificate.Thumbprint.Length > 0 && !IsHash(certificate.Thumbprint))
        {
            failures.Add($"{path}:Thumbprint is no SHA-256 ({HashDigits} hexadecimal digits): `openssl x509 -noout -fingerprint -sha256` prints one, to be written without colons.");
        }

        CheckRole(certificate.Role, path, failures);
    }

    private static void CheckJwt(JwtOptions jwt, List<string> failures)
    {
        int sources = new[] { jwt.Authority, jwt.SigningKey, jwt.SigningKeyFile }.Count(s => s.Length > 0);
        if (sources > 1)
        {
            failures.Add("BirdGrid:Security:Jwt names more than one of Authority, SigningKey and SigningKeyFile: keep one.");
        }

        if (jwt.Authority.Length > 0 && !jwt.Authority.StartsWith("https://", StringComparison.Ordinal))
        {
            failures.Add("BirdGrid:Security:Jwt:Authority must be an https address: keys fetched over http could be anyone's.");
        }

        if (jwt.SigningKey.Length > 0 && Encoding.UTF8.GetByteCount(jwt.SigningKey) < LeastSecretBytes)
        {
            failures.Add($"BirdGrid:Security:Jwt:SigningKey is shorter than {LeastSecretBytes} bytes and could be guessed: use a longer one.");
        }

        if (jwt.SigningKeyFile.Length > 0 && !File.Exists(jwt.SigningKeyFile))
        {
            failures.Add($"BirdGrid:Security:Jwt:SigningKeyFile: there is no file {jwt.SigningKeyFile}.");
        }

        if (jwt.Audience.Length == 0)
        {
            failures.Add("BirdGrid:Security:Jwt:Audience is empty: a token for another service would be taken for one for this silo. Name the audience.");
        }

        if (jwt.Issuer.Length == 0 && jwt.Authority.Length == 0)
        {
            failures.Add("BirdGrid:Security:Jwt:Issuer is empty: name who issues the tokens.");
        }

        if (jwt.Types.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add("BirdGrid:Security:Jwt:Types has an empty entry: name types such as at+jwt, or none for the default.");
        }

        CheckRange("Jwt:ClockSkewSeconds", jwt.ClockSkewSeconds, 0, 600, failures);
    }

    private static void CheckNamesDiffer(List<ApiKeyOptions> keys, List<string> failures)
    {
        foreach (var same in keys.GroupBy(k => k.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            failures.Add($"BirdGrid:Security:ApiKeys has several keys named '{same.Key}': names tell them apart in the audit log.");
        }
    }

    private static void CheckRole(CallerRole role, string path, List<string> failures)
    {
        if (role is not (CallerRole.Reader or CallerRole.Trainer or CallerRole.Admin))
        {
            failures.Add($"{path}:Role is missing or unknown: write reader, trainer or admin.");
        }
    }

    private static void CheckLimits(CallerLimits limits, string path, List<string> failures)
    {
        if (!limits.IsValid)
        {
            failures.Add($"{path} has a limit below 0: 0 is no limit.");
        }
    }

    private static void CheckRange(string name, double value, double least, double most, List<string> failures)
    {
        if (!(value >= least && value <= most))
        {
            failures.Add(FormattableString.Invariant($"BirdGrid:Security:{name} is {value}; it must be {least} to {most}."));
        }
    }

    private static bool IsHash(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigit);
}
