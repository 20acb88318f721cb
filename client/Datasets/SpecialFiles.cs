using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BirdGrid.Client.Datasets;

/// <summary>Tells pipes, sockets and devices from files, without opening them: opening a pipe waits for a writer. .NET does not say what an entry is.</summary>
internal static partial class SpecialFiles
{
    private const int CurrentFolder = -100;
    private const uint TypeMask = 0x1;
    private const int ModeOffset = 28;
    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether something that is no folder is no ordinary file either. Only Linux is asked; elsewhere, and where it cannot be told, false.</summary>
    public static bool Contain(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> answer = stackalloc byte[256];
        return StatX(CurrentFolder, path, 0, TypeMask, ref MemoryMarshal.GetReference(answer)) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeOffset..]) & TypeBits) != RegularFile;
    }

    // The layout of statx is the same on every architecture, which that of stat is not.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte answer);
}
