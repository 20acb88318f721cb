using System.Runtime.InteropServices;

namespace BirdGrid.Vision.Inference;

/// <summary>
/// Process-wide settings that libtorch on a CPU wants before it is loaded; libraries read them from the C environment, which
/// .NET's own environment does not reach.
/// </summary>
public static partial class TorchRuntime
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMaximum = -4;
    private const int Never = -1;
    private const int GrowthBytes = 64 << 20;

    private static readonly Lock Gate = new();
    private static bool tuned;

    /// <summary>
    /// Applies the settings; call it before the first use of torch. Does nothing the second time, nor on systems other than Linux with glibc.
    /// <para>OMP_WAIT_POLICY=passive: OpenMP threads that spin at barriers lose their time slice to any other process on the machine, and
    /// each barrier then costs a slice: a 15 ms forward pass became 1.4 s beside one busy process on two cores.</para>
    /// <para>Memory that tensors leave is kept for the next ones rather than given back: most of a large CPU batch's time went into page faults
    /// of freshly mapped memory. <see cref="ReturnMemory"/> gives it back. See <see cref="TorchProcess.EnsureOneArena"/> for the rest. Large
    /// pages (THP_MEM_ALLOC_ENABLE) are left off: aligned to 2 MiB, tensors leave gaps, and memory grew step by step.</para>
    /// Values that the user has set in the environment stay.
    /// </summary>
    public static void Tune()
    {
        lock (Gate)
        {
            if (tuned || !OperatingSystem.IsLinux())
            {
                return;
            }

            tuned = true;
            try
            {
                _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
                _ = SetAllocator(MmapMaximum, 0);
                _ = SetAllocator(TrimThreshold, Never);
                _ = SetAllocator(TopPad, GrowthBytes);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library (musl): it has its own allocator and nothing to set.
            }
        }
    }

    /// <summary>Gives memory that no tensor uses any more back to the system; to be called when a large job, such as a training session, is over.</summary>
    public static void ReturnMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // As above.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keptBytes);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int parameter, int value);
}
