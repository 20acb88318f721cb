namespace BirdGrid.Silo.Hosting;

/// <summary>Keeps a data directory to one silo. The operating system lets go of the lock when the process dies, however it dies.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "silo.lock";

    private readonly FileStream file;

    private DataDirectoryLock(FileStream file)
    {
        this.file = file;
    }

    /// <summary>Takes the lock and makes the directory where it is missing.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    /// <exception cref="SiloConfigurationException">The directory cannot be made or written to.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string path = Path.Combine(directory, FileName);
        string owner = Path.Combine(directory, "silo.pid");
        try
        {
            Directory.CreateDirectory(directory);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, $"{Environment.ProcessId}");
            return new DataDirectoryLock(file);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new DataDirectoryInUseException(directory, File.Exists(owner) ? File.ReadAllText(owner) : "unknown");
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new SiloConfigurationException($"The data directory {directory} cannot be used: {denied.Message} Name another with --data.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
