using BirdGrid.Client.Load;

namespace BirdGrid.Client.Tests.Load;

public sealed class LoadPhotosTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-load-").FullName;

    public LoadPhotosTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "robin"));
        File.WriteAllBytes(Path.Combine(folder, "robin", "2.JPG"), [2]);
        File.WriteAllBytes(Path.Combine(folder, "robin", "1.jpg"), [1]);
        File.WriteAllBytes(Path.Combine(folder, "notes.txt"), [3]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_folder_gives_its_photos_in_order_and_a_file_itself()
    {
        var photos = await LoadPhotos.ReadAsync([folder, Path.Combine(folder, "notes.txt")]);
        Assert.Equal([1, 2, 3], photos.Select(p => p.Span[0]));
    }

    [Fact]
    public async Task Memory_is_bounded_but_one_photo_is_always_read() => Assert.Single(await LoadPhotos.ReadAsync([folder], maximumBytes: 1));

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => LoadPhotos.ReadAsync([Path.Combine(folder, "wren")]));
        Assert.Contains("wren", missing.Message, StringComparison.Ordinal);
    }
}
