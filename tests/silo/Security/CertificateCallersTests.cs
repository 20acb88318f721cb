using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Certificates;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Subjects as a signer may write them, in one part or in several.</summary>
public sealed class CertificateCallersTests
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    private readonly CertificateCallers callers = new(new SecurityOptions { Certificates = [new CertificateOptions { Subject = "keeper", Role = CallerRole.Admin }] }, TimeProvider.System);

    [Fact]
    public void A_name_may_share_its_part_with_other_attributes()
    {
        using var certificate = Certificate([(Organization, "birds"), (CommonName, "keeper")]);
        Assert.Equal(CallerRole.Admin, callers.Identify(certificate).Role);
    }

    [Fact]
    public void Two_names_are_refused_in_one_part_and_in_two()
    {
        using var together = Certificate([(CommonName, "camera"), (CommonName, "keeper")]);
        using var apart = Certificate([(CommonName, "camera")], [(CommonName, "keeper")]);
        Assert.Equal("certificate-ambiguous", Assert.Throws<AccessException>(() => callers.Identify(together)).Error.Reason);
        Assert.Equal("certificate-ambiguous", Assert.Throws<AccessException>(() => callers.Identify(apart)).Error.Reason);
    }

    private static X509Certificate2 Certificate(params (string Type, string Value)[][] parts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var part in parts)
            {
                using (writer.PushSetOf())
                {
                    foreach (var (type, value) in part)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(type);
                            writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
                        }
                    }
                }
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(new X500DistinguishedName(writer.Encode()), key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
