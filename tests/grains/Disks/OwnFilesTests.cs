using System.Runtime.Versioning;
using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Tests.Disks;

[UnsupportedOSPlatform("windows")]
public sealed class OwnFilesTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode GroupAll = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode OthersLook = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_made_is_the_users_alone()
    {
        string made = folder.File("a/b");
        OwnFiles.CreateFolder(made);
        string inside = OwnFiles.CreateFolderIn(made, "c");
        string file = Path.Combine(inside, "f");
        using (new FileStream(file, OwnFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None)))
        {
        }

        OwnFiles.OpenAs(inside, file);
        Assert.Equal([Mine, Mine, Mine], new[] { folder.File("a"), made, inside }.Select(File.GetUnixFileMode));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(Mine | GroupAll | UnixFileMode.SetGroup)]
    [InlineData(Mine | GroupAll)]
    [InlineData(Mine | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)]
    public void A_folder_that_was_opened_to_a_group_stays_open_and_so_does_what_is_made_in_it(UnixFileMode mode)
    {
        string shared = folder.File("shared");
        Directory.CreateDirectory(shared);
        File.SetUnixFileMode(shared, mode);

        Assert.True(OwnFiles.TryClose(shared));
        string inside = OwnFiles.CreateFolderIn(shared, "ab");
        string file = Path.Combine(inside, "f");
        File.WriteAllText(file, "x");
        OwnFiles.OpenAs(inside, file);

        Assert.Equal(mode, File.GetUnixFileMode(shared));
        Assert.Equal(mode, File.GetUnixFileMode(inside));
        Assert.Equal(mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite), File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(Mine | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | OthersLook, Mine)]
    [InlineData(Mine | GroupAll | OthersLook, Mine)]
    [InlineData(Mine | GroupAll | OthersLook | UnixFileMode.SetGroup, Mine | GroupAll | UnixFileMode.SetGroup)]
    [InlineData(Mine, Mine)]
    public void A_folder_that_everybody_may_read_is_closed(UnixFileMode before, UnixFileMode after)
    {
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        File.SetUnixFileMode(data, before);

        Assert.True(OwnFiles.TryClose(data));
        Assert.Equal(after, File.GetUnixFileMode(data));
    }
}
