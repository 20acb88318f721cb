using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BirdGrid.Silo.Hosting;

/// <summary>The addresses that a silo listens on.</summary>
internal static class Listeners
{
    private const int StreamWindowBytes = 1 << 20;
    private const int ConnectionWindowBytes = 8 << 20;

    /// <summary>Listens on an address, with TLS where it says https.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="url">An address that <see cref="AddressRules"/> accepted.</param>
    /// <param name="protocols">HTTP/1.1, HTTP/2 or both; without TLS a client must know which.</param>
    /// <param name="keep">Told the listener, which knows its port once it is bound.</param>
    public static void Listen(this KestrelServerOptions kestrel, Uri url, HttpProtocols protocols, Action<ListenOptions> keep) =>
        kestrel.Listen(AddressRules.AddressOf(url), url.Port, listen =>
        {
            listen.Protocols = protocols;
            keep(listen);
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                var certificates = kestrel.ApplicationServices.GetRequiredService<TlsCertificates>();
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.ServerOptions(protocols)) });
            }
        });

    /// <summary>What one connection may hold of the server.</summary>
    public static void Limit(this KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;

        // An endpoint that takes more says so (RequestBodies).
        kestrel.Limits.MaxRequestBodySize = RequestSizes.SmallBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadersTimeoutSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(limits.KeepAliveSeconds);
        kestrel.Limits.MinRequestBodyDataRate = limits.MinRequestBytesPerSecond == 0
            ? null
            : new MinDataRate(limits.MinRequestBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;

        // Room for most photos, and for several at a time: with less, every photo waits for window updates on its way. What is in a window is counted only when
        // its call reads it.
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
    }
}
