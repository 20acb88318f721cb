using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Bench.Support;

/// <summary>A Redis server of its own for one measurement.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private readonly Process process;

    private RedisProcess() => process = Process.Start(new ProcessStartInfo(
        "redis-server",
        ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder.Path, "--save", string.Empty, "--logfile", "redis.log"]))
        ?? throw new InvalidOperationException("redis-server could not be started (Debian: apt-get install redis-server).");

    /// <summary>What a silo is told.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<RedisProcess> StartAsync(CancellationToken cancellationToken)
    {
        var server = new RedisProcess();
        while (!await server.ListensAsync(cancellationToken))
        {
            await Task.Delay(50, cancellationToken);
        }

        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return process.HasExited ? throw new InvalidOperationException($"redis-server ended at its start; see {folder.Path}/redis.log.") : false;
        }
    }
}
