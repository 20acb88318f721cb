using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// Keeps a database and a folder of blobs together: both name the same grid. A database that was lost, emptied or is another grid's is noticed before
/// the silo writes to it, and does not become a new grid beside the photos and models of the old one.
/// </summary>
public static class GridIdentity
{
    /// <summary>File in the blob folder that names its grid.</summary>
    public const string MarkerName = "grid-id";

    private const int BusyTimeoutSeconds = 5;

    /// <summary>Checks that the database belongs to the blobs, and marks both where they are not yet.</summary>
    /// <param name="databasePath">The database; it is opened, and made, where all is well.</param>
    /// <param name="blobFolder">The blobs.</param>
    /// <param name="startsAnew">Whether the grid is to begin anew beside blobs that are not its own.</param>
    /// <returns>Whether it began anew beside such blobs.</returns>
    /// <exception cref="GridIdentityException">They do not belong together; nothing was changed.</exception>
    /// <exception cref="SqliteStorageException">The database cannot be used.</exception>
    public static bool Check(string databasePath, string blobFolder, bool startsAnew)
    {
        string path = Path.GetFullPath(databasePath);
        string marker = Path.Combine(blobFolder, MarkerName);
        string? blobsId = File.Exists(marker) ? File.ReadAllText(marker).Trim() : null;
        bool hasBlobs = HasBlobs(blobFolder);
        if (hasBlobs && !startsAnew && new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            // Before SQLite makes a file of it: what is left of a write-ahead log stays for whoever restores the database.
            throw GridIdentityException.Lost(path, blobFolder, File.Exists(path));
        }

        try
        {
            using var session = SqliteDatabase.OpenSession(path, BusyTimeoutSeconds);
            string? stateId = SqliteSchema.ReadGridId(session);
            bool isStranger = stateId is null ? hasBlobs && !SqliteSchema.HoldsState(session) : blobsId is not null && blobsId != stateId && hasBlobs;
            if (isStranger && !startsAnew)
            {
                throw stateId is null ? GridIdentityException.Empty(path, blobFolder) : GridIdentityException.Another(path, blobFolder);
            }

            if (stateId is null)
            {
                stateId = Guid.NewGuid().ToString("N");
                SqliteSchema.WriteGridId(session, stateId);
            }

            if (blobsId != stateId)
            {
                TryMark(blobFolder, marker, stateId);
            }

            return isStranger;
        }
        catch (Exception failure) when (failure is not GridIdentityException and not SqliteStorageException)
        {
            throw SqliteErrors.Explain(failure, path);
        }
    }

    private static bool HasBlobs(string folder) => Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, "??").Any(part => Directory.EnumerateFiles(part).Any(file => Path.GetFileName(file).Length == 64));

    // A folder that cannot be written is the blob store's to complain of.
    private static void TryMark(string folder, string marker, string id)
    {
        try
        {
            Mark(folder, marker, id);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Mark(string folder, string marker, string id)
    {
        OwnFiles.CreateFolder(folder);
        string temporary = $"{marker}.{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(temporary, OwnFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None)))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(id + "\n"));
                file.Flush(flushToDisk: true);
            }

            OwnFiles.OpenAs(folder, temporary);
            File.Move(temporary, marker, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
