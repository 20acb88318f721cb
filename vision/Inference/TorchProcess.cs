using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace BirdGrid.Vision.Inference;

/// <summary>
/// What only a process's own beginning can settle. glibc gives every thread an arena of its own, and an arena other than the first holds no
/// block above 64 MiB: a training step's large tensors would each be mapped and unmapped anew, 0.9 GB of page faults a step, a third of
/// its time. With one arena they are reused; the number of arenas is read from the environment when the first thread starts, before any code of ours.
/// </summary>
public static partial class TorchProcess
{
    private const string ArenaVariable = "MALLOC_ARENA_MAX";

    /// <summary>
    /// Starts this program again, in the same process and with the same arguments, with one malloc arena; to be called first of all in a
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
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"),
            $"{ArenaVariable}=1",
            null,
        ];
        string[] arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).TrimEnd('\0').Split('\0');

        // Comes back only where it failed.
        _ = Execute("/proc/self/exe", [.. arguments, null], environment);
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}
