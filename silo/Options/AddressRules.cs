using System.Net;
using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>Where a silo may listen: what others can reach needs authentication, and TLS for what authenticates.</summary>
internal static class AddressRules
{
    /// <summary>Adds a sentence for each thing that is wrong with an address.</summary>
    /// <param name="url">The address.</param>
    /// <param name="options">Authentication and TLS.</param>
    /// <param name="failures">What is wrong so far.</param>
    public static void Check(string url, SiloOptions options, List<string> failures)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            failures.Add($"'{url}' is no address to listen on: write http://127.0.0.1:PORT, or https://ADDRESS:PORT with BirdGrid:Tls:Certificate.");
        }
        else if (!IsLocalName(address) && !IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
        {
            failures.Add($"{url} names a host: listen on an IP address of this machine, or on 0.0.0.0 for all of them.");
        }
        else if (address.Scheme == Uri.UriSchemeHttps && !options.Tls.IsConfigured)
        {
            failures.Add($"{url} needs a certificate: set BirdGrid:Tls:Certificate and BirdGrid:Tls:Key to PEM files.");
        }
        else if (!IsLoopback(address))
        {
            CheckReachable(url, address, options, failures);
        }
    }

    /// <summary>Adds a sentence for each thing that is wrong with the TLS options.</summary>
    public static void CheckTls(SiloOptions options, List<string> failures)
    {
        var tls = options.Tls;
        foreach (var (path, key) in new[] { (tls.Certificate, nameof(tls.Certificate)), (tls.Key, nameof(tls.Key)), (tls.ClientCa, nameof(tls.ClientCa)) })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                failures.Add($"BirdGrid:Tls:{key}: there is no file {path}.");
            }
        }

        if (!tls.IsConfigured && (tls.Key.Length > 0 || tls.ClientCa.Length > 0 || tls.RequireClientCertificate))
        {
            failures.Add("BirdGrid:Tls is set without BirdGrid:Tls:Certificate: name the certificate, or remove the rest.");
        }

        if (tls.ClientCa.Length == 0 && (tls.RequireClientCertificate || options.Security.Certificates.Count > 0 || options.Security.CertificateRole != CallerRole.None))
        {
            failures.Add("Client certificates are asked for without BirdGrid:Tls:ClientCa: name the PEM file of the roots that sign them.");
        }
    }

    /// <summary>The IP address that a URL names.</summary>
    public static IPAddress AddressOf(Uri url) => IsLocalName(url) ? IPAddress.Loopback : IPAddress.Parse(url.Host.Trim('[', ']'));

    /// <summary>Whether only this machine reaches a URL.</summary>
    public static bool IsLoopback(Uri url) => IPAddress.IsLoopback(AddressOf(url));

    private static void CheckReachable(string url, Uri address, SiloOptions options, List<string> failures)
    {
        if (!options.Security.IsConfigured)
        {
            failures.Add($"{url} can be reached from other machines, and this silo has no authentication: it refuses to start. Add a key (`birdgrid keys new --name NAME --role admin` prints one and the settings for it), or listen on 127.0.0.1.");
        }
        else if (address.Scheme != Uri.UriSchemeHttps && !options.Security.AllowPlaintext)
        {
            failures.Add($"{url} can be reached from other machines without TLS, and keys would travel in the clear: listen on https:// with BirdGrid:Tls:Certificate, or set BirdGrid:Security:AllowPlaintext=true behind a proxy that ends TLS.");
        }
    }

    private static bool IsLocalName(Uri address) => address.Host == "localhost";
}
