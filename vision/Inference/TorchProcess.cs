using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace BirdGrid.Vision.Inference;

/// <summary>
/// What only a process's own beginning can settle: glibc reads these settings from the environment before any code of ours runs. It gives every
/// thread an arena of its own, and an arena other than the first holds no block above 64 MiB: a training step's large tensors would each
/// be mapped and unmapped anew, 0.9 GB of page faults a step, a third of its time. With one arena they are reused. Large pages for that arena
/// make a session's first step, which touches all of its memory, three times as fast.
/// </summary>
public static partial class TorchProcess
{
    private const string ArenaVariable = "MALLOC_ARENA_MAX";
    private const string TunablesVariable = "GLIBC_TUNABLES";
    private const string LargePages = "glibc.malloc.hugetlb=1";

    /// <summary>
    /// Starts this program again, in the same process and with the same arguments, with one malloc arena of large pages; to be called first of all in a
    /// program that trains or serves. Does nothing where the variable is set, whoever set it, nor on systems other than Linux; where the
    /// start fails, the program goes on as it is.
    /// </summary>
    public static void EnsureOneArena()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(ArenaVariable) is { Length: > 0 })
        {
            return;
        }

        string?[] environment =
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(variable => variable.Key is not TunablesVariable)
                .Select(variable => $"{variable.Key}={variable.Value}"),
            $"{ArenaVariable}=1",
            $"{TunablesVariable}={(Environment.GetEnvironmentVariable(TunablesVariable) is { Length: > 0 } own ? $"{own}:" : string.Empty)}{LargePages}",
            null,
        ];
        string[] arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).TrimEnd('\0').Split('\0');

        // Comes back only where it failed.
        _ = Execute("/proc/self/exe", [.. arguments, null], environment);
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}
