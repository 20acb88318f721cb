using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>A real Redis server with its append-only file, in a folder of its own; it can be killed and started again on the same data.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string folder;
    private readonly string address;
    private readonly int port;
    private Process? process;

    private RedisServer(string folder, string address)
    {
        this.folder = folder;
        this.address = address;
        port = FreePorts.Next();
        Directory.CreateDirectory(folder);
    }

    /// <summary>What a silo is told: <c>host:port</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Where its append-only file lies.</param>
    /// <param name="address">Where it listens.</param>
    public static async Task<RedisServer> StartAsync(string folder, string address = "127.0.0.1")
    {
        var server = new RedisServer(folder, address);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the server (again) on its data.</summary>
    public async Task StartAsync()
    {
        string[] settings =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", address, "--protected-mode", "no", "--dir", folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", string.Empty, "--daemonize", "no", "--logfile", "redis.log",
        ];
        try
        {
            process = Process.Start(new ProcessStartInfo("redis-server", settings))!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("redis-server is not installed; ./test.sh installs it (Debian: apt-get install redis-server).", missing);
        }

        await WaitUntilItListensAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }
    }

    private async Task WaitUntilItListensAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(patience.Token))
        {
            if (process!.HasExited)
            {
                throw new InvalidOperationException($"redis-server ended at its start; see {folder}/redis.log");
            }

            await Task.Delay(50, patience.Token);
        }
    }

    // A server that reads its append-only file listens already and answers -LOADING.
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Parse(address), port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            byte[] answer = new byte[5];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }
}
