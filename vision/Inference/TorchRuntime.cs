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
    private const int KeptBytes = 1 << 30;
    private const int GrowthBytes = 64 << 20;

    private static readonly Lock Gate = new();
    private static bool tuned;

    /// <summary>
    /// Applies the settings; call it before the first use of torch. Does nothing the second time, nor on systems other than Linux with glibc.
    /// <para>OMP_WAIT_POLICY=passive: OpenMP threads that spin at barriers lose their time slice to any other process on the machine, and
    /// each barrier then costs a slice: a 15 ms forward pass became 1.4 s beside one busy process on two cores.</para>
    /// <para>Large pages and no mmap for large tensors: most of a large CPU batch's time went into page faults of freshly mapped memory.</para>
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
                _ = SetEnvironment("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
                _ = SetAllocator(MmapMaximum, 0);
                _ = SetAllocator(TrimThreshold, KeptBytes);
                _ = SetAllocator(TopPad, GrowthBytes);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library (musl): it has its own allocator and nothing to set.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int parameter, int value);
}
