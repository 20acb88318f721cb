using System.Runtime.InteropServices;
using System.Text;

namespace BirdGrid.Client.Tests.Datasets;

/// <summary>A folder of files for a test, with what .NET cannot make: pipes, and names that are not UTF-8.</summary>
internal sealed partial class PhotoTree : IDisposable
{
    private const uint Everybody = 0x1FF;

    public PhotoTree() => Directory.CreateDirectory(Root);

    /// <summary>The folder.</summary>
    public string Root => System.IO.Path.Combine(Base, "photos");

    /// <summary>The folder's folder.</summary>
    public string Base { get; } = Directory.CreateTempSubdirectory("birdgrid-photos-").FullName;

    public void Dispose()
    {
        foreach (string folder in Directory.EnumerateDirectories(Base, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }))
        {
            _ = ChangeMode(folder, Everybody);
        }

        // .NET cannot delete by a name that is not UTF-8.
        using var rm = System.Diagnostics.Process.Start("rm", ["-rf", Base]);
        rm.WaitForExit();
    }

    /// <summary>Full path of a file or folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>Makes files of a byte.</summary>
    public PhotoTree With(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
            File.WriteAllBytes(Path(name), [1]);
        }

        return this;
    }

    /// <summary>Makes a file of text.</summary>
    public string WithText(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Makes a link.</summary>
    public PhotoTree WithLink(string name, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.CreateSymbolicLink(Path(name), target);
        return this;
    }

    /// <summary>Makes a pipe.</summary>
    public PhotoTree WithPipe(string name)
    {
        Assert.Equal(0, MakePipe(Path(name), Everybody));
        return this;
    }

    /// <summary>Makes a folder, and a file of a byte in it, with names in Latin-1.</summary>
    public PhotoTree WithLatin1(string folder, string file)
    {
        byte[] path = Encoding.Latin1.GetBytes(Path(folder) + '\0');
        _ = MakeFolder(path, Everybody);
        string from = Path($"latin1-{Guid.NewGuid():N}");
        File.WriteAllBytes(from, [1]);
        Assert.Equal(0, Rename(Encoding.UTF8.GetBytes(from + '\0'), [.. path[..^1], .. Encoding.Latin1.GetBytes($"/{file}\0")]));
        return this;
    }

    /// <summary>Sets who may do what with a file or folder.</summary>
    /// <param name="name">The file or folder.</param>
    /// <param name="mode">As for chmod.</param>
    public PhotoTree WithMode(string name, uint mode)
    {
        Assert.Equal(0, ChangeMode(Path(name), mode));
        return this;
    }

    /// <summary>Runs something as a user who may read nothing of others: nobody where the tests run as root, else whoever they run as.</summary>
    public T AsNobody<T>(Func<T> work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return work();
        }

        _ = ChangeMode(Base, Everybody);
        T result = default!;
        Exception? failure = null;

        // Linux keeps this user for each thread: the others go on as root, and the thread ends.
        var thread = new Thread(() =>
        {
            _ = SetFileUser(65534);
            try
            {
                result = work();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException("It failed as nobody.", failure);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir")]
    private static partial int MakeFolder(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "rename")]
    private static partial int Rename(byte[] from, byte[] to);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint user);
}
