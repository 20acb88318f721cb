using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Net.Client;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>A real silo process over a data directory; it can be killed as an operating system kills.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly string dataDirectory;
    private readonly string[] settings;
    private readonly StringBuilder errors = new();
    private Process? process;

    private SiloProcess(string dataDirectory, string[] settings)
    {
        this.dataDirectory = dataDirectory;
        this.settings = settings;
        Url = $"http://127.0.0.1:{FreePort()}";
        Channel = GrpcChannel.ForAddress(Url, new GrpcChannelOptions { MaxSendMessageSize = 80 << 20, MaxReceiveMessageSize = 80 << 20 });
    }

    /// <summary>The silo's address; the same after a restart.</summary>
    public string Url { get; }

    /// <summary>A channel to the silo.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The process id.</summary>
    public int Pid => process!.Id;

    /// <summary>Whether the process is alive.</summary>
    public bool IsAlive => process is { HasExited: false };

    /// <summary>Peak resident memory of the process in MiB.</summary>
    public double PeakMemoryMiB
    {
        get
        {
            string line = File.ReadLines($"/proc/{Pid}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        }
    }

    /// <summary>Starts a silo and waits until it says that it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string dataDirectory, params string[] settings)
    {
        var silo = new SiloProcess(dataDirectory, settings);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Starts the process (again) on the same data and address.</summary>
    public async Task StartAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "birdgrid.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--url", Url, "--data", dataDirectory, "--device", "cpu", .. settings.SelectMany(s => new[] { "--set", s })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string? ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(ready is not null && ready.Contains("ready", StringComparison.Ordinal), $"The silo is not ready: {ready}\n{errors}");
    }

    /// <summary>SIGKILL: no goodbye, nothing flushed.</summary>
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
        Channel.Dispose();
        if (IsAlive)
        {
            await KillAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
