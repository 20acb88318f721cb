using System.Net;

namespace BirdGrid.Client;

/// <summary>The proxies that the environment names (<c>http_proxy</c>, <c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>), for every address but those of this machine.</summary>
/// <param name="proxies">The proxies.</param>
internal sealed class OutwardProxy(IWebProxy proxies) : IWebProxy
{
    /// <summary>Those of the environment, as they were when the process began.</summary>
    public static OutwardProxy OfEnvironment { get; } = new(HttpClient.DefaultProxy);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => proxies.Credentials;
        set => proxies.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxies.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => IsThisMachine(host) || proxies.IsBypassed(host);

    // What listens on every address is often named by 0.0.0.0: connecting to it reaches this machine.
    private static bool IsThisMachine(Uri address) =>
        address.IsLoopback
        || address.DnsSafeHost.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || address.DnsSafeHost.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
}
