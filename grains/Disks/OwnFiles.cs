namespace BirdGrid.Grains.Disks;

/// <summary>
/// Makes folders and files that the silo's user alone may read: photos, models, keys' hashes. Below a folder that was opened to a group on purpose, a
/// mount that several users share, what is made is open to the same group.
/// </summary>
public static class OwnFiles
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Groups = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Executes = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;

    /// <summary>Makes a folder where it is missing, and those above it; one that is there stays as it is.</summary>
    public static void CreateFolder(string path) => CreateFolder(path, Mine);

    /// <summary>Makes a folder in another, open to whom the other is open on purpose.</summary>
    /// <param name="parent">An existing folder.</param>
    /// <param name="name">The folder in it.</param>
    /// <returns>Full path of the folder.</returns>
    public static string CreateFolderIn(string parent, string name)
    {
        string path = Path.Combine(parent, name);
        if (!Directory.Exists(path))
        {
            var mode = ModeIn(parent);
            CreateFolder(path, mode);
            Open(path, mode);
        }

        return path;
    }

    /// <summary>How a file of the silo's own is opened.</summary>
    /// <param name="mode">Whether to make it.</param>
    /// <param name="access">Reading, writing or both.</param>
    /// <param name="share">What others may do meanwhile.</param>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Opens a file that was made in a folder to whom the folder is open on purpose.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The file.</param>
    public static void OpenAs(string folder, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Open(path, ModeIn(folder) & ~Executes);
        }
    }

    /// <summary>
    /// Takes everybody else's access to an existing folder away. A folder that nobody but its owner and a group may enter, or with the setgid bit, was
    /// opened to the group on purpose, and stays open to it.
    /// </summary>
    /// <returns>False where that is not possible: the folder is another user's, or its file system knows no permissions.</returns>
    public static bool TryClose(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            var mode = File.GetUnixFileMode(folder);
            var closed = mode & ~(IsForGroup(mode) ? Others : Others | (Groups & ~UnixFileMode.SetGroup));
            if (closed != mode)
            {
                File.SetUnixFileMode(folder, closed);
            }

            return (File.GetUnixFileMode(folder) & Others) == 0;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static bool IsForGroup(UnixFileMode mode) =>
        mode.HasFlag(UnixFileMode.SetGroup) || ((mode & Others) == 0 && (mode & Groups) != 0);

    private static UnixFileMode ModeIn(string parent)
    {
        if (OperatingSystem.IsWindows())
        {
            return Mine;
        }

        var mode = File.GetUnixFileMode(parent);
        return Mine | (IsForGroup(mode) ? mode & Groups : 0);
    }

    private static void CreateFolder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // .NET gives the permissions to the last folder only.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            {
                CreateFolder(parent, mode);
            }

            Directory.CreateDirectory(path, mode);
        }
    }

    // The process's umask has taken a group's right to write away.
    private static void Open(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows() && (mode & Groups) != 0)
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
