using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one version need (for example GLIBCXX_3.4.32) of a 64-bit little-endian ELF library as weak, so that the dynamic
/// linker of a host whose libstdc++ is older warns at most instead of refusing to load the library. Only sound where no
/// relocation refers to a symbol of that version, which holds for TorchSharp 0.107.0 (see docs/decisions/0002).
/// The file is replaced, never edited in place: it may be a hard link into the package cache.
/// </summary>
public sealed class MarkVersionNeedWeak : Task
{
    private const uint SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort FlagWeak = 2;

    /// <summary>The library to mark.</summary>
    [Required]
    public string LibraryPath { get; set; }

    /// <summary>The version need, for example GLIBCXX_3.4.32.</summary>
    [Required]
    public string VersionName { get; set; }

    /// <summary>Candidate paths of the host library that may already provide the version; where one does, nothing is done.</summary>
    public ITaskItem[] HostLibraries { get; set; }

    public override bool Execute()
    {
        foreach (var host in HostLibraries ?? new ITaskItem[0])
        {
            if (File.Exists(host.ItemSpec) && Contains(File.ReadAllBytes(host.ItemSpec), Encoding.ASCII.GetBytes(VersionName + "\0")))
            {
                Log.LogMessage(MessageImportance.Low, "{0} provides {1}: nothing to mark.", host.ItemSpec, VersionName);
                return true;
            }
        }

        var image = File.ReadAllBytes(LibraryPath);
        int flagsOffset = FindFlagsOffset(image, VersionName);
        if (flagsOffset < 0)
        {
            Log.LogMessage(MessageImportance.Low, "{0} does not need {1}.", LibraryPath, VersionName);
            return true;
        }

        ushort flags = BitConverter.ToUInt16(image, flagsOffset);
        if ((flags & FlagWeak) != 0)
        {
            return true;
        }

        image[flagsOffset] = (byte)(flags | FlagWeak);
        string replacement = LibraryPath + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(replacement, image);
        // The build copies a file again when its time differs from the package's: keep it, so that the mark survives the next build.
        File.SetLastWriteTimeUtc(replacement, File.GetLastWriteTimeUtc(LibraryPath));
        File.Delete(LibraryPath);
        File.Move(replacement, LibraryPath);
        Log.LogMessage(MessageImportance.Normal, "{0}: version need {1} marked weak (this host's libstdc++ is older).", LibraryPath, VersionName);
        return true;
    }

    /// <summary>Offset of vna_flags of the named version need, or -1.</summary>
    private static int FindFlagsOffset(byte[] image, string versionName)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2 || image[5] != 1)
        {
            return -1;
        }

        long sectionTable = BitConverter.ToInt64(image, 0x28);
        int sectionSize = BitConverter.ToUInt16(image, 0x3a);
        int sectionCount = BitConverter.ToUInt16(image, 0x3c);
        for (int s = 0; s < sectionCount; s++)
        {
            int header = checked((int)(sectionTable + (long)s * sectionSize));
            if (BitConverter.ToUInt32(image, header + 4) != SectionTypeVersionNeed)
            {
                continue;
            }

            int linked = checked((int)BitConverter.ToUInt32(image, header + 0x28));
            int strings = checked((int)BitConverter.ToInt64(image, checked((int)(sectionTable + (long)linked * sectionSize)) + 0x18));
            int need = checked((int)BitConverter.ToInt64(image, header + 0x18));
            while (true)
            {
                int auxiliaryCount = BitConverter.ToUInt16(image, need + 2);
                int auxiliary = need + checked((int)BitConverter.ToUInt32(image, need + 8));
                for (int a = 0; a < auxiliaryCount; a++)
                {
                    if (ReadName(image, strings + checked((int)BitConverter.ToUInt32(image, auxiliary + 8))) == versionName)
                    {
                        return auxiliary + 4;
                    }

                    auxiliary += checked((int)BitConverter.ToUInt32(image, auxiliary + 12));
                }

                int next = checked((int)BitConverter.ToUInt32(image, need + 12));
                if (next == 0)
                {
                    break;
                }

                need += next;
            }
        }

        return -1;
    }

    private static string ReadName(byte[] image, int offset)
    {
        int end = Array.IndexOf(image, (byte)0, offset);
        return Encoding.ASCII.GetString(image, offset, end - offset);
    }

    private static bool Contains(byte[] haystack, byte[] needle)
    {
        for (int i = Array.IndexOf(haystack, needle[0]); i >= 0 && i + needle.Length <= haystack.Length; i = Array.IndexOf(haystack, needle[0], i + 1))
        {
            int k = 1;
            while (k < needle.Length && haystack[i + k] == needle[k])
            {
                k++;
            }

            if (k == needle.Length)
            {
                return true;
            }
        }

        return false;
    }
}
