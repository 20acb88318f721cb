using System.Net;
using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Hosting;

/// <summary>Where the silo listens. Kestrel puts the port that was taken into a listener once it is bound.</summary>
internal sealed class SiloListeners
{
    private ListenOptions? grpc;
    private ListenOptions? rest;

    /// <summary>Address of the gRPC services, once the silo has started.</summary>
    public string GrpcUrl => Address(grpc) ?? throw new InvalidOperationException("The silo has not started.");

    /// <summary>Address of the REST services, once the silo has started; null where there are none.</summary>
    public string? RestUrl => Address(rest);

    /// <summary>Listens for gRPC (HTTP/2) and, where configured, for REST (HTTP/1.1).</summary>
    public void Listen(KestrelServerOptions kestrel, SiloOptions options)
    {
        Listen(kestrel, new Uri(options.Url), HttpProtocols.Http2, listener => grpc = listener);
        if (options.RestAddress() is { } address)
        {
            Listen(kestrel, address, HttpProtocols.Http1, listener => rest = listener);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address, HttpProtocols protocols, Action<ListenOptions> keep) =>
        kestrel.Listen(IPAddress.Parse(address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']')), address.Port, listener =>
        {
            listener.Protocols = protocols;
            keep(listener);
        });

    private static string? Address(ListenOptions? listener) => listener?.IPEndPoint is { } bound ? $"http://{bound}" : null;
}
