using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Blobs;

/// <summary>The folder of blobs being written. A live writer holds a lock on its file; a file that can be locked has lost its writer.</summary>
internal sealed class TemporaryBlobs
{
    private const int CreateAttempts = 5;

    private readonly string _folder;

    /// <summary>Makes the folder, inside the root so that renames stay on one volume.</summary>
    public TemporaryBlobs(string root)
    {
        _folder = OwnFiles.CreateFolderIn(root, "tmp");
    }

    /// <summary>Starts a file.</summary>
    public TemporaryBlob Create()
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.tmp");
            try
            {
                // FileShare.Delete takes a shared lock on Unix and lets the open file be renamed on Windows.
                var stream = new FileStream(path, OwnFiles.Options(FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete));
                OwnFiles.OpenAs(_folder, path);
                return new TemporaryBlob(path, stream);
            }
            catch (IOException failure) when (attempt < CreateAttempts && DiskFaults.Of(failure) == DiskFault.None)
            {
                // A sweep may have caught the file between its creation and its lock, and deleted it.
            }
        }
    }

    /// <summary>Deletes the files of writers that died; returns how many.</summary>
    public int SweepDeadWriters()
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(_folder, "*.tmp"))
        {
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
                {
                    count++;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its writer lives and holds the lock, or has just renamed it.
            }
        }

        return count;
    }
}
