using System.Diagnostics;
using System.Text.Json;

namespace BirdGrid.Bench.Support;

/// <summary>A Python program beside which we are measured, in turn: it works while it is asked for a round and waits otherwise.</summary>
internal sealed class PeerProcess : IDisposable
{
    /// <summary>Environment variable that names the Python with the peers' packages.</summary>
    private const string PythonVariable = "BIRDGRID_PEER_PYTHON";

    private readonly Process process;

    private PeerProcess(Process process) => this.process = process;

    /// <summary>Starts a peer.</summary>
    /// <param name="script">File name below bench/peers.</param>
    /// <param name="arguments">Its arguments.</param>
    public static PeerProcess Start(string script, params IEnumerable<string> arguments)
    {
        string python = Environment.GetEnvironmentVariable(PythonVariable) is { Length: > 0 } chosen ? chosen : "/usr/bin/python3";
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine("bench", "peers", script));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new PeerProcess(Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start."));
    }

    /// <summary>Asks for something and waits for the answer.</summary>
    /// <returns>Figures by name.</returns>
    public Dictionary<string, double> Ask(string request)
    {
        process.StandardInput.WriteLine(request);
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"The peer ended. It needs Debian's python3-opencv, python3-torch, python3-torchvision and python3-scipy (apt-get install), or another Python with them in {PythonVariable}.");
        return JsonSerializer.Deserialize<Dictionary<string, double>>(answer)!;
    }

    /// <summary>Ends the peer.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
