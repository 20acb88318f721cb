using System.Diagnostics;
using System.Text;
using Grpc.Net.Client;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>A real silo process over a data directory; it can be killed as an operating system kills.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly SiloStart start;
    private readonly StringBuilder errors = new();
    private Process? process;

    private SiloProcess(SiloStart start)
    {
        this.start = start;
        Url = $"http://127.0.0.1:{FreePorts.Next()}";
        Channel = GrpcChannel.ForAddress(Url, new GrpcChannelOptions { MaxSendMessageSize = 80 << 20, MaxReceiveMessageSize = 80 << 20 });
    }

    /// <summary>The silo's address; the same after a restart.</summary>
    public string Url { get; }

    /// <summary>What it is for.</summary>
    public string Role => start.Role;

    /// <summary>A channel to the silo.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The process id.</summary>
    public int Pid => process!.Id;

    /// <summary>Whether the process is alive.</summary>
    public bool IsAlive => process is { HasExited: false };

    /// <summary>Exit code of a silo that has ended by itself.</summary>
    public int ExitCode => process!.ExitCode;

    /// <summary>What the silo has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Peak resident memory of the process in MiB.</summary>
    public double PeakMemoryMiB
    {
        get
        {
            string line = File.ReadLines($"/proc/{Pid}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        }
    }

    /// <summary>Starts an all-in-one silo and waits until it says that it is ready.</summary>
    public static Task<SiloProcess> StartAsync(string dataDirectory, params string[] settings) =>
        StartAsync(new SiloStart { DataDirectory = dataDirectory, Settings = settings });

    /// <summary>Starts a silo and waits until it says that it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(SiloStart start)
    {
        var silo = new SiloProcess(start);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Starts the process (again) on the same data and address.</summary>
    public async Task StartAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "birdgrid.dll");
        string[] command =
        [
            .. start.CommandPrefix, "dotnet", program, "serve", "--url", Url, "--role", start.Role, "--data", start.DataDirectory, "--device", "cpu",

            // The port after the silo's own is another silo's.
            "--set", "BirdGrid:RestUrl=",
            .. start.Settings.SelectMany(s => new[] { "--set", s }),
        ];
        process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        string? ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
        if (ready is null || !ready.Contains("ready", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The silo is not ready: {ready}\n{Errors}");
        }
    }

    /// <summary>SIGKILL: no goodbye, nothing flushed.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>SIGSTOP: its connections stay open, and nothing answers.</summary>
    public void Freeze()
    {
        using var stop = Process.Start("kill", ["-STOP", process!.Id.ToString()]);
        stop.WaitForExit();
    }

    /// <summary>SIGTERM: the silo finishes what it has begun and leaves the grid.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (Process.Start("kill", ["-TERM", process!.Id.ToString()]))
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }

        int exitCode = process.ExitCode;
        process.Dispose();
        process = null;
        return exitCode;
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

    private void Note(string? line)
    {
        lock (errors)
        {
            errors.AppendLine(line);
        }
    }
}
