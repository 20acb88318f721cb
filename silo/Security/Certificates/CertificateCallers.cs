using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Security.Certificates;

/// <summary>Whom a client certificate stands for. Its signature was checked when the connection was made; a connection's certificate is looked at once.</summary>
internal sealed class CertificateCallers(SecurityOptions options, TimeProvider clock)
{
    private const int LongestName = 128;
    private const string CommonName = "2.5.4.3";

    private readonly ConditionalWeakTable<X509Certificate2, Caller> known = [];

    /// <summary>The caller; its role is None where the certificate has none.</summary>
    /// <exception cref="AccessException">The certificate has several common names: which of them the signer checked is not known.</exception>
    public Caller Identify(X509Certificate2 certificate) => known.GetValue(certificate, Find);

    private Caller Find(X509Certificate2 certificate)
    {
        if (CommonNames(certificate.SubjectName) > 1)
        {
            throw CertificateAmbiguous;
        }

        string subject = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        string thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var named = options.Certificates.Find(c =>
            (c.Subject.Length == 0 || c.Subject == subject) &&
            (c.Thumbprint.Length == 0 || string.Equals(c.Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase)));
        string name = named is { Name.Length: > 0 } ? named.Name : subject.Length is > 0 and <= LongestName ? subject : thumbprint[..16];
        DateTimeOffset expires = certificate.NotAfter.ToUniversalTime();
        return new Caller(CallerSource.Certificate, $"certificate:{thumbprint}", name, named?.Role ?? options.CertificateRole, options.Limits)
        {
            Lapse = () => clock.GetUtcNow() >= expires ? CertificateExpired : null,
        };
    }

    private static int CommonNames(X500DistinguishedName subject)
    {
        int names = 0;
        foreach (var part in subject.EnumerateRelativeDistinguishedNames())
        {
            var attributes = new AsnReader(part.RawData, AsnEncodingRules.DER).ReadSetOf(skipSortOrderValidation: true);
            while (attributes.HasData)
            {
                names += attributes.ReadSequence().ReadObjectIdentifier() == CommonName ? 1 : 0;
            }
        }

        return names;
    }

    private static AccessException CertificateAmbiguous => new(new Services.Errors.GridError(
        Grpc.Core.StatusCode.Unauthenticated, "certificate-ambiguous", "The client certificate's subject has several common names: use one with a single name."));

    private static AccessException CertificateExpired => new(new Services.Errors.GridError(
        Grpc.Core.StatusCode.Unauthenticated, "certificate-expired", "The client certificate has expired: connect with a new one."));
}
