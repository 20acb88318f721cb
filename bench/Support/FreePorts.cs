using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Bench.Support;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>A free port.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
