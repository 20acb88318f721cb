namespace BirdGrid.Grains.Disks;

/// <summary>Finds out by writing whether a folder's disk takes bytes: free space says nothing of quotas and read-only mounts.</summary>
public static class DiskProbe
{
    /// <summary>Bytes that are written: more than a change of a small state or a line of the audit log needs.</summary>
    public const int Bytes = 64 << 10;

    /// <summary>
    /// Writes a file to the folder and deletes it; what is wrong, or none. Room is given out when bytes are written: they are not flushed, and no disk is
    /// woken.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    public static DiskFault FaultOf(string folder)
    {
        string path = Path.Combine(folder, $".disk-probe-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            file.Write(new byte[Bytes]);
            return DiskFault.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return DiskFaults.OfWriting(failure);
        }
    }
}
