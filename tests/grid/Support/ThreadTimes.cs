namespace BirdGrid.Grid.Tests.Support;

/// <summary>Processor time of another process's threads.</summary>
internal static class ThreadTimes
{
    /// <summary>The kernel counts in hundredths of a second, whatever its own tick is.</summary>
    private const double TicksPerSecond = 100;

    private const int UserTimeField = 11;

    /// <summary>Seconds that threads with a name have worked.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="prefix">Beginning of the threads' names.</param>
    public static double Seconds(int pid, string prefix) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .Select(task => File.ReadAllText(Path.Combine(task, "stat")))
        .Where(stat => stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..].StartsWith(prefix, StringComparison.Ordinal))
        .Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' '))
        .Sum(fields => double.Parse(fields[UserTimeField]) + double.Parse(fields[UserTimeField + 1])) / TicksPerSecond;
}
