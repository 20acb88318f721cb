using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BirdGrid.Bench.Support;

/// <summary>A Redis of its own for one measurement, with its append-only file flushed every second.</summary>
internal sealed class BenchRedis : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly Process process;
    private readonly int port;

    private BenchRedis()
    {
        port = FreePorts.Next();
        string[] settings =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder.Path, "--appendonly", "yes", "--save", string.Empty, "--logfile", "redis.log",
        ];
        process = Process.Start(new ProcessStartInfo("redis-server", settings)) ?? throw new InvalidOperationException("redis-server could not be started (Debian: apt-get install redis-server).");
    }

    /// <summary>What a silo is told: <c>host:port</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<BenchRedis> StartAsync(CancellationToken cancellationToken)
    {
        var redis = new BenchRedis();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, redis.port, patience.Token);
                return redis;
            }
            catch (SocketException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}
