using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace BirdGrid.Client;

/// <summary>TLS of a client's channel.</summary>
internal static class ChannelTls
{
    /// <summary>What the silo's certificate is checked against, and the client's own.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate, or a key that is not its own.</exception>
    public static SslClientAuthenticationOptions Of(BirdGridClientOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaCertificate is { } roots)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.ImportFromPemFile(roots);
            tls.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificate is { } own)
        {
            // Taken apart and put together again: a key that lives only in memory cannot be used everywhere.
            using var read = X509Certificate2.CreateFromPemFile(own, options.ClientKey);
            var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }

        return tls;
    }
}
