using System.Globalization;

namespace BirdGrid.Bench.Support;

/// <summary>
/// A bounded share of one core for a process, as a container gets it (<c>docker run --cpuset-cpus --cpus</c>): a control group with a quota,
/// version 1 or 2. Making one needs root.
/// </summary>
internal sealed class CoreShare : IDisposable
{
    private const string Version1 = "/sys/fs/cgroup/cpu";
    private const string Version2 = "/sys/fs/cgroup";

    /// <summary>Short periods, so that a process which has used its share waits for milliseconds.</summary>
    private const int PeriodMicroseconds = 10_000;

    private readonly int core;
    private readonly string group;

    /// <summary>Makes a share.</summary>
    /// <param name="core">The core.</param>
    /// <param name="share">How much of it, above 0 to 1.</param>
    /// <exception cref="InvalidOperationException">Control groups cannot be made here.</exception>
    public CoreShare(int core, double share)
    {
        this.core = core;
        bool isVersion1 = Directory.Exists(Version1);
        group = Path.Combine(isVersion1 ? Version1 : Version2, string.Create(CultureInfo.InvariantCulture, $"birdgrid-bench-{Environment.ProcessId}-{core}"));
        int quota = (int)(PeriodMicroseconds * share);
        try
        {
            Directory.CreateDirectory(group);
            if (isVersion1)
            {
                Write("cpu.cfs_period_us", $"{PeriodMicroseconds}");
                Write("cpu.cfs_quota_us", $"{quota}");
            }
            else
            {
                Write("cpu.max", $"{quota} {PeriodMicroseconds}");
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"A share of a core needs a control group, and {group} cannot be made: {refused.Message} Run this as root where /sys/fs/cgroup is writable.", refused);
        }
    }

    /// <summary>Words before a program that make it run with this share.</summary>
    public IReadOnlyList<string> CommandPrefix =>
        ["sh", "-c", $"echo $$ > {group}/cgroup.procs && exec \"$@\"", "sh", "taskset", "-c", core.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Removes the group; its processes have ended.</summary>
    public void Dispose() => Directory.Delete(group);

    private void Write(string file, string value) => File.WriteAllText(Path.Combine(group, file), value);
}
