using System.Diagnostics;

namespace BirdGrid.Bench.Support;

/// <summary>The birdgrid command line as a process of its own, as a user would run it.</summary>
internal static class BirdGridCommand
{
    private static string CommandLine => Path.GetFullPath("client/cli/bin/Release/net10.0/birdgrid.dll");

    /// <summary>Starts a command.</summary>
    /// <param name="arguments">What is typed.</param>
    /// <param name="prefix">Words before the program, for example those that bind it to a core.</param>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyList<string>? prefix = null)
    {
        string[] line = [.. prefix ?? [], "dotnet", CommandLine, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["BIRDGRID_WEIGHTS"] = Environment.GetEnvironmentVariable("BIRDGRID_WEIGHTS") ?? SharedFolder.Require("weights");
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; standard error has said why.</exception>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"birdgrid {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
