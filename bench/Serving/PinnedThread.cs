using System.Runtime.InteropServices;

namespace BirdGrid.Bench.Serving;

/// <summary>Runs work on one core that the rest of the process does not use: what is measured there has the core that the server has in its turn.</summary>
internal static partial class PinnedThread
{
    private const int CallingThread = 0;

    /// <summary>Runs a job to its end.</summary>
    /// <param name="core">The core, 0 to 63.</param>
    /// <param name="job">The job.</param>
    /// <exception cref="InvalidOperationException">The system has no such core, or does not let it be chosen.</exception>
    public static T Run<T>(int core, Func<T> job)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                ulong mask = 1UL << core;
                if (SetAffinity(CallingThread, sizeof(ulong), in mask) != 0)
                {
                    throw new InvalidOperationException($"A thread cannot be bound to core {core} here.");
                }

                result = job();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException(failure.Message, failure);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint maskBytes, in ulong mask);
}
