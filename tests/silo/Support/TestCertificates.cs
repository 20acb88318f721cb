using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>A certificate authority of a test's own, and certificates that it signs, as PEM files in a folder.</summary>
internal sealed class TestCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string folder;
    private readonly X509Certificate2 root;

    /// <summary>Makes the authority.</summary>
    public TestCertificates(string folder, string name)
    {
        this.folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        Roots = Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(Roots, root.ExportCertificatePem());
    }

    /// <summary>PEM file of the authority's own certificate.</summary>
    public string Roots { get; }

    /// <summary>Makes a silo's certificate for 127.0.0.1 and localhost.</summary>
    /// <returns>PEM files of certificate and key.</returns>
    public (string Certificate, string Key) Server(string name) => Issue(name, ServerAuthentication, DateTimeOffset.UtcNow.AddDays(10));

    /// <summary>Makes a client's certificate.</summary>
    /// <returns>PEM files of certificate and key.</returns>
    public (string Certificate, string Key) Client(string name, DateTimeOffset? until = null) => Issue(name, ClientAuthentication, until ?? DateTimeOffset.UtcNow.AddDays(10));

    private (string Certificate, string Key) Issue(string name, string use, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, DateTimeOffset.UtcNow.AddHours(-12), until, RandomNumberGenerator.GetBytes(8));
        string stem = Path.Combine(folder, $"{name}-{Guid.NewGuid():N}");
        File.WriteAllText($"{stem}.pem", certificate.ExportCertificatePem());
        File.WriteAllText($"{stem}.key", key.ExportPkcs8PrivateKeyPem());
        return ($"{stem}.pem", $"{stem}.key");
    }
}
