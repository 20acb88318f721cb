using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Client.Tests.Datasets;

public sealed class PhotoFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("birdgrid-photos-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_folder_per_class_gives_labels_in_ordinal_order()
    {
        Touch("wren/2.jpg", "wren/1.PNG", "robin/a.webp", "robin/notes.txt", "robin/.hidden.jpg", ".git/x.jpg");
        Assert.Equal(
            [("robin", "robin/a.webp", Split.Unspecified), ("wren", "wren/1.PNG", Split.Unspecified), ("wren", "wren/2.jpg", Split.Unspecified)],
            PhotoFolder.Read(root).Select(p => (p.Label, p.Name, p.Split)));
    }

    [Fact]
    public void Train_val_and_test_folders_are_splits()
    {
        Touch("train/wren/1.jpg", "val/wren/2.jpg", "test/robin/3.jpg");
        Assert.Equal([("robin", Split.Test), ("wren", Split.Train), ("wren", Split.Validation)], PhotoFolder.Read(root).Select(p => (p.Label, p.Split)));
    }

    [Fact]
    public void A_list_names_files_labels_and_splits()
    {
        Touch("a.jpg", "b.jpg");
        string list = Path.Combine(root, "list.csv");
        File.WriteAllText(list, "file,label,split\na.jpg,wren,train\nb.jpg,robin\n");
        Assert.Equal([("wren", Split.Train), ("robin", Split.Unspecified)], PhotoFolder.Read(list).Select(p => (p.Label, p.Split)));
    }

    [Theory]
    [InlineData("a.jpg", "Line 1")]
    [InlineData("missing.jpg,wren", "missing.jpg")]
    [InlineData("a.jpg,wren,holdout", "holdout")]
    public void A_list_s_mistakes_are_named(string line, string named)
    {
        Touch("a.jpg");
        string list = Path.Combine(root, "list.csv");
        File.WriteAllText(list, line);
        Assert.Contains(named, Assert.Throws<PhotoFolderException>(() => PhotoFolder.Read(list)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_folder_and_no_photos_say_what_was_expected()
    {
        Assert.Contains("no folder", Assert.Throws<PhotoFolderException>(() => PhotoFolder.Read(Path.Combine(root, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("folder for each class", Assert.Throws<PhotoFolderException>(() => PhotoFolder.Read(root)).Message, StringComparison.Ordinal);
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [1]);
        }
    }
}
