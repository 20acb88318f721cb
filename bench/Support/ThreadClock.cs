using System.Runtime.InteropServices;

namespace BirdGrid.Bench.Support;

/// <summary>Processor time of the calling thread: what a call of one thread costs, whoever else is on the machine. Linux.</summary>
internal static partial class ThreadClock
{
    // time.h
    private const int ThreadCpuTime = 3;

    /// <summary>Milliseconds of processor time that a call takes.</summary>
    public static double MillisecondsOf(Action action)
    {
        double started = Now();
        action();
        return Now() - started;
    }

    private static double Now()
    {
        _ = GetTime(ThreadCpuTime, out var time);
        return (time.Seconds * 1e3) + (time.Nanoseconds / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
