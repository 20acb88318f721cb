using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Blobs;

/// <summary>Whether a folder can be written, found out by writing.</summary>
internal static class WritableFolder
{
    /// <summary>Makes the folder where it is missing and writes a file that goes away; null where both worked, else why not.</summary>
    public static string? FaultOf(string path)
    {
        try
        {
            OwnFiles.CreateFolder(path);
            string probe = Path.Combine(path, $".write-probe-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
                return null;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return error.Message;
        }
    }
}
