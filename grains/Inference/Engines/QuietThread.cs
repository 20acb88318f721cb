using System.Runtime.InteropServices;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>Runs heavy work beside what is served: on a thread of its own, which the system only gives the processor time that nobody else wants.</summary>
internal static partial class QuietThread
{
    // sys/resource.h; on Linux the calling thread, in spite of its name.
    private const int PriorityProcess = 0;
    private const int CallingThread = 0;
    private const int LeastUrgent = 19;

    /// <summary>Runs a job.</summary>
    /// <typeparam name="T">Its result.</typeparam>
    /// <param name="name">What it does, for debuggers.</param>
    /// <param name="job">Synchronous work.</param>
    public static Task<T> RunAsync<T>(string name, Func<T> job)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            BeQuiet();
            try
            {
                ended.SetResult(job());
            }
            catch (Exception failure)
            {
                ended.SetException(failure);
            }
        })
        { IsBackground = true, Name = $"birdgrid-{name}" }.Start();
        return ended.Task;
    }

    private static void BeQuiet()
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET's own thread priorities do nothing on Linux. Where the call is refused, the work is merely not quiet.
            _ = SetPriority(PriorityProcess, CallingThread, LeastUrgent);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
