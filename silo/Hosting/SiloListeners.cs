using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Hosting;

/// <summary>Where the silo listens. Kestrel puts the port that was taken into a listener once it is bound.</summary>
internal sealed class SiloListeners
{
    private Listener? grpc;
    private Listener? rest;

    /// <summary>Address of the gRPC services, once the silo has started.</summary>
    public string GrpcUrl => Address(grpc) ?? throw new InvalidOperationException("The silo has not started.");

    /// <summary>Address of the REST services, once the silo has started; null where there are none.</summary>
    public string? RestUrl => Address(rest);

    /// <summary>Listens for gRPC (HTTP/2) and, where configured, for REST (HTTP/1.1).</summary>
    public void Listen(KestrelServerOptions kestrel, SiloOptions options)
    {
        var url = new Uri(options.Url);
        kestrel.Listen(url, HttpProtocols.Http2, listener => grpc = new Listener(url.Scheme, listener));
        if (options.RestAddress() is { } address)
        {
            kestrel.Listen(address, HttpProtocols.Http1, listener => rest = new Listener(address.Scheme, listener));
        }
    }

    private static string? Address(Listener? listener) => listener?.Options.IPEndPoint is { } bound ? $"{listener.Scheme}://{bound}" : null;

    private sealed record Listener(string Scheme, ListenOptions Options);
}
