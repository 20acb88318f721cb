using System.Net;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Services.OpenInference;

namespace BirdGrid.Silo.Security;

/// <summary>
/// Requests that a web page of elsewhere makes a browser send. Who reaches a silo without authentication is trusted because it is on this machine, and so
/// is the browser: the request has to name this machine (a name of the page's own may be made to lead here: DNS rebinding), and no other page as where it
/// comes from. Other clients send neither header, or the silo's own name.
/// </summary>
internal sealed class ForeignRequests(SecurityOptions options)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly HashSet<string> hosts = new(options.AllowedHosts.Select(Plain), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> origins = new(options.AllowedOrigins.Select(SecurityOptionsRules.OriginOf).OfType<string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Requires that a request names this machine. One without a host, as HTTP/1.0 has them, was not led here by a name.</summary>
    /// <exception cref="AccessException">It names another.</exception>
    public void RequireOwnHost(HttpRequest request)
    {
        string host = Plain(request.Host.Host);
        if (host.Length > 0 && !IsLoopback(host) && !hosts.Contains(host))
        {
            throw AccessException.HostForeign(InputReader.Shown(request.Host.Host));
        }
    }

    /// <summary>Requires that no page, or the silo's own, makes a request.</summary>
    /// <exception cref="AccessException">Another does.</exception>
    public void RequireOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin is [{ } only] && origins.Contains(only))
        {
            return;
        }

        if (origin.Count > 0 && !(origin is [{ } said] && IsOwn(said, request.Host)))
        {
            throw AccessException.OriginForeign(InputReader.Shown(origin.ToString()));
        }

        string site = request.Headers[FetchSite].ToString();
        if (site is not ("" or "none" or "same-origin"))
        {
            throw AccessException.OriginForeign($"{FetchSite}: {InputReader.Shown(site)}");
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // The dot of the root names the same host; brackets are an IPv6 address's in URLs.
    private static string Plain(string host) => (host.EndsWith('.') ? host[..^1] : host).Trim('[', ']');

    // Behind a proxy that ends TLS the page's scheme is another than the request's.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && (page.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps)
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? page.Port == port : page.IsDefaultPort);
}
