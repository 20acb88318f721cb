using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Silo.Tests.Telemetry;

/// <summary>Ports for what cannot be told to take any free one.</summary>
internal static class FreePort
{
    /// <summary>A port that nothing listens on now.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
