using System.Globalization;
using BirdGrid.Grains.Disks;

namespace BirdGrid.Silo.Hosting;

/// <summary>Keeps a data directory to one grid. The operating system lets go of the lock when the process dies, however it dies.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "silo.lock";
    private const string OwnerFileName = "silo.pid";

    private readonly FileStream file;

    private DataDirectoryLock(FileStream file)
    {
        this.file = file;
    }

    /// <summary>Takes the lock and makes the directory where it is missing.</summary>
    /// <exception cref="DataDirectoryInUseException">Another silo holds it.</exception>
    /// <exception cref="SiloConfigurationException">The directory cannot be made or written to.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string owner = Path.Combine(directory, OwnerFileName);
        FileStream? file = null;
        try
        {
            OwnFiles.CreateFolder(directory);
            file = new FileStream(Path.Combine(directory, FileName), OwnFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            WriteOwner(owner);
            return new DataDirectoryLock(file);
        }
        catch (IOException held) when (file is null && IsSharingViolation(held))
        {
            throw new DataDirectoryInUseException(directory, File.Exists(owner) ? File.ReadAllText(owner) : "unknown");
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            file?.Dispose();
            throw new SiloConfigurationException($"The data directory {directory} cannot be used: {denied.Message} Name another with --data.");
        }
    }

    // A full disk must not keep a silo from starting: who holds the lock is for people.
    private static void WriteOwner(string path)
    {
        try
        {
            using var owner = new StreamWriter(path, OwnFiles.Options(FileMode.Create, FileAccess.Write, FileShare.Read));
            owner.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException full) when (DiskFaults.Of(full) == DiskFault.Full)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows (32).
    private static bool IsSharingViolation(IOException failure) => (failure.HResult & 0xFFFF) is 11 or 35 or 32;
}
