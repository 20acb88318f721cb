using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Tests.Storage;

/// <summary>A database and blobs that do not belong together do not become a grid.</summary>
public sealed class GridIdentityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Database => folder.File("grid.db");

    private string Blobs => folder.File("blobs");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_installation_starts_and_starts_again()
    {
        Assert.False(Check());
        AddBlob();
        Assert.False(Check());
        Assert.Equal(32, File.ReadAllText(Path.Combine(Blobs, GridIdentity.MarkerName)).Trim().Length);
    }

    [Fact]
    public async Task A_grid_from_before_there_were_marks_is_marked()
    {
        await using (var store = new StorageFixture(Database))
        {
            await store.Write("a", StorageFixture.New("x"));
        }

        AddBlob();
        Assert.False(Check());
        Assert.True(File.Exists(Path.Combine(Blobs, GridIdentity.MarkerName)));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("emptied")]
    [InlineData("deleted but for its log")]
    [InlineData("made anew")]
    [InlineData("another grid's")]
    public async Task A_database_that_was_lost_beside_blobs_stops_the_start_and_nothing_is_touched(string loss)
    {
        await StartOnceAsync(Database, Blobs);
        AddBlob();
        await LoseAsync(loss);
        var before = Contents();

        var refusal = Assert.Throws<GridIdentityException>(() => Check());

        Assert.Contains("Restore grid.db from a backup", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("BirdGrid:StartAnew", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
        Assert.True(Check(startsAnew: true));

        // From then on they belong together.
        Assert.False(Check());
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("emptied")]
    public async Task A_database_that_was_lost_before_there_was_any_blob_is_no_loss(string loss)
    {
        await StartOnceAsync(Database, Blobs);
        await LoseAsync(loss);

        Assert.False(Check());
    }

    [Fact]
    public async Task Blobs_from_before_there_were_marks_stop_a_start_without_a_database()
    {
        AddBlob();

        Assert.Throws<GridIdentityException>(() => Check());
        Assert.False(File.Exists(Database));
        await using (var store = new StorageFixture(Database))
        {
            await store.Database.OpenAsync();
        }

        Assert.Throws<GridIdentityException>(() => Check());
    }

    private bool Check(bool startsAnew = false) => GridIdentity.Check(Database, Blobs, startsAnew);

    private void AddBlob()
    {
        string part = Path.Combine(Blobs, "ab");
        Directory.CreateDirectory(part);
        File.WriteAllText(Path.Combine(part, "ab" + new string('0', 62)), "photo");
    }

    private static async Task StartOnceAsync(string database, string blobs)
    {
        Assert.False(GridIdentity.Check(database, blobs, startsAnew: false));
        await using var store = new StorageFixture(database);
        await store.Write("a", StorageFixture.New("x"));
    }

    private async Task LoseAsync(string loss)
    {
        switch (loss)
        {
            case "deleted":
                File.Delete(Database);
                break;
            case "emptied":
                File.WriteAllBytes(Database, []);
                break;
            case "deleted but for its log":
                File.Delete(Database);
                File.WriteAllText(Database + "-wal", "what was not folded in");
                break;
            case "made anew":
                File.Delete(Database);
                await using (var store = new StorageFixture(Database))
                {
                    await store.Database.OpenAsync();
                }

                break;
            default:
                await StartOnceAsync(folder.File("other/grid.db"), folder.File("other/blobs"));
                File.Copy(folder.File("other/grid.db"), Database, overwrite: true);
                break;
        }
    }

    // The database is opened to look into it, and its log may be folded in.
    private string[] Contents() =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("-shm", StringComparison.Ordinal) && !(File.Exists(Database) && new FileInfo(Database).Length > 0 && path.StartsWith(Database, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"),
    ];
}
