using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Hosting;

/// <summary>The silo's certificate and the roots of its clients', read again when their files change. Thread-safe.</summary>
/// <param name="options">Where the files are.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Log.</param>
internal sealed partial class TlsCertificates(TlsOptions options, TimeProvider clock, ILogger<TlsCertificates> logger)
{
    /// <summary>Files are looked at again after so long, when somebody connects.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>
    /// TLS 1.3, and of 1.2 what RFC 9113 leaves to HTTP/2: an ephemeral key and authenticated encryption. Other systems have no such policy. With one,
    /// .NET resumes no sessions: every connection has a whole handshake.
    /// </summary>
    private static readonly CipherSuitesPolicy? Suites = OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ])
        : null;

    private readonly Lock reading = new();
    private volatile Loaded current = Load(options);
    private long lookedAt = clock.GetTimestamp();

    /// <summary>What a new connection is welcomed with.</summary>
    /// <param name="protocols">What it may speak.</param>
    public SslServerAuthenticationOptions ServerOptions(HttpProtocols protocols)
    {
        Refresh();
        var loaded = current;
        var result = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = loaded.Certificate,
            ClientCertificateRequired = loaded.ClientRoots is not null,
            AllowRenegotiation = false,
            CipherSuitesPolicy = Suites,
            ApplicationProtocols = protocols switch
            {
                HttpProtocols.Http2 => [SslApplicationProtocol.Http2],
                HttpProtocols.Http1 => [SslApplicationProtocol.Http11],
                _ => [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            },
        };
        if (loaded.ClientRoots is { } roots)
        {
            result.RemoteCertificateValidationCallback = (_, certificate, _, _) => Accepts(certificate, roots, options.RequireClientCertificate);
        }

        return result;
    }

    private static bool Accepts(X509Certificate? presented, X509Certificate2Collection roots, bool required)
    {
        if (presented is not X509Certificate2 certificate)
        {
            return !required && presented is null;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // Whoever runs the roots revokes by taking the certificate's role away, or by short lives: nothing is fetched during a handshake.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    private static Loaded Load(TlsOptions options)
    {
        var stamp = StampOf(options);
        try
        {
            // Taken apart and put together again: a key that lives only in memory cannot be used everywhere.
            using var read = X509Certificate2.CreateFromPemFile(options.Certificate, options.Key.Length > 0 ? options.Key : null);
            var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.Certificate);
            return new Loaded(stamp, SslStreamCertificateContext.Create(certificate, [.. chain.Skip(1)], offline: true), RootsOf(options));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SiloConfigurationException($"BirdGrid:Tls: the certificate or its key cannot be read: {unreadable.Message} Name PEM files that belong together, with the key unencrypted.");
        }
    }

    private static X509Certificate2Collection? RootsOf(TlsOptions options)
    {
        if (options.ClientCa.Length == 0)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(options.ClientCa);
        return roots.Count > 0 ? roots : throw new ArgumentException("BirdGrid:Tls:ClientCa holds no certificate.");
    }

    private static long StampOf(TlsOptions options) =>
        new[] { options.Certificate, options.Key, options.ClientCa }.Where(p => p.Length > 0).Max(p => File.GetLastWriteTimeUtc(p).Ticks);

    private void Refresh()
    {
        if (clock.GetElapsedTime(Volatile.Read(ref lookedAt)) < LookAgain || !reading.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref lookedAt, clock.GetTimestamp());
            if (StampOf(options) != current.Stamp)
            {
                current = Load(options);
                LogReloaded();
            }
        }
        catch (Exception unreadable) when (unreadable is SiloConfigurationException or IOException or UnauthorizedAccessException)
        {
            // Half written, perhaps: connections go on with what was read before, and the files are looked at again.
            LogNotReloaded(unreadable.Message);
        }
        finally
        {
            reading.Exit();
        }
    }

    [LoggerMessage(EventId = 620, EventName = "CertificateReloaded", Level = LogLevel.Information, Message = "The certificate of TLS has changed and was read again.")]
    private partial void LogReloaded();

    [LoggerMessage(EventId = 621, EventName = "CertificateNotReloaded", Level = LogLevel.Error, Message = "The certificate of TLS has changed and cannot be read; the one before stays in use. {Cause}")]
    private partial void LogNotReloaded(string cause);

    private sealed record Loaded(long Stamp, SslStreamCertificateContext Certificate, X509Certificate2Collection? ClientRoots);
}
