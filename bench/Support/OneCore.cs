using System.Diagnostics;

namespace BirdGrid.Bench.Support;

/// <summary>Keeps a measure, all its threads and its peer, on one core: the process is started again under taskset.</summary>
internal static class OneCore
{
    /// <summary>Whether this process may only run on one core.</summary>
    public static bool IsPinned => Environment.ProcessorCount == 1;

    /// <summary>Runs this program with these arguments on the last core.</summary>
    /// <returns>Its exit code.</returns>
    public static int Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("taskset", ["-c", $"{Environment.ProcessorCount - 1}", Environment.ProcessPath!, Environment.GetCommandLineArgs()[0], .. arguments]);
        using var pinned = Process.Start(start)!;
        pinned.WaitForExit();
        return pinned.ExitCode;
    }
}
