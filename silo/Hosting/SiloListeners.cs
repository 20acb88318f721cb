using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Hosting;

/// <summary>Where the silo listens. Kestrel puts the port that was taken into a listener once it is bound.</summary>
internal sealed class SiloListeners
{
    private ListenOptions? grpc;
    private ListenOptions? rest;
    private string scheme = Uri.UriSchemeHttp;
    private string restScheme = Uri.UriSchemeHttp;

    /// <summary>Address of the gRPC services, once the silo has started.</summary>
    public string GrpcUrl => Address(grpc, scheme) ?? throw new InvalidOperationException("The silo has not started.");

    /// <summary>Address of the REST services, once the silo has started; null where there are none.</summary>
    public string? RestUrl => Address(rest, restScheme);

    /// <summary>Listens for gRPC (HTTP/2) and, where configured, for REST (HTTP/1.1).</summary>
    public void Listen(KestrelServerOptions kestrel, SiloOptions options)
    {
        var address = new Uri(options.Url);
        scheme = address.Scheme;
        kestrel.Listen(address, HttpProtocols.Http2, listener => grpc = listener);
        if (options.RestAddress() is { } restAddress)
        {
            restScheme = restAddress.Scheme;
            kestrel.Listen(restAddress, HttpProtocols.Http1, listener => rest = listener);
        }
    }

    private static string? Address(ListenOptions? listener, string scheme) => listener?.IPEndPoint is { } bound ? $"{scheme}://{bound}" : null;
}
