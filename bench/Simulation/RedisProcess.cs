using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Bench.Simulation;

/// <summary>A real redis-server with its append-only file flushed at every write, as a grid runs it.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly Process process;

    private RedisProcess(Process process, string endpoint)
    {
        this.process = process;
        Endpoint = endpoint;
    }

    /// <summary><c>host:port</c>.</summary>
    public string Endpoint { get; }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where its file lies.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RedisProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        string[] settings = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", string.Empty, "--logfile", "redis.log"];
        var redis = new RedisProcess(Process.Start("redis-server", settings), $"127.0.0.1:{port}");
        while (!await AcceptsAsync(int.Parse(port, CultureInfo.InvariantCulture), cancellationToken))
        {
            await Task.Delay(50, cancellationToken);
        }

        return redis;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
