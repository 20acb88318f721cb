using System.Runtime.Versioning;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("grid.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task States_survive_closing_and_the_log_is_folded_into_the_file()
    {
        await using (var store = new StorageFixture(FilePath))
        {
            await store.Write("a", StorageFixture.New("kept"));
            Assert.True(File.Exists(FilePath + "-wal"));
        }

        Assert.False(File.Exists(FilePath + "-wal"));
        await using var reopened = new StorageFixture(FilePath);
        Assert.Equal("kept", (await reopened.Read("a")).State.Text);
    }

    [Fact]
    public async Task Every_acknowledged_write_survives_a_kill()
    {
        await using var store = new StorageFixture(FilePath);
        var writes = Enumerable.Range(0, 64).Select(i => store.Write($"key {i}", StorageFixture.New("acknowledged", i))).ToArray();
        await Task.WhenAll(writes);
        var late = Enumerable.Range(64, 64).Select(i => store.Write($"key {i}", StorageFixture.New("in flight", i))).ToArray();

        // What a killed process leaves behind: the file and its log as they are at some moment, nothing closed.
        string copy = _folder.File("copy.db");
        File.Copy(FilePath, copy);
        File.Copy(FilePath + "-wal", copy + "-wal");
        await Task.WhenAll(late);

        await using var survivor = new StorageFixture(copy);
        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(i, (await survivor.Read($"key {i}")).State.Count);
        }

        await survivor.Write("after", StorageFixture.New("usable"));
    }

    [Fact]
    public async Task Many_openers_of_a_fresh_file_agree_on_its_tables()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => new StorageFixture(FilePath)).ToArray();

        await Task.WhenAll(stores.Select((store, i) => Task.Run(() => store.Write($"key {i}", StorageFixture.New("x", i)))));

        for (int i = 0; i < stores.Length; i++)
        {
            Assert.Equal(i, (await stores[0].Read($"key {i}")).State.Count);
        }

        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_failing_change_leaves_its_neighbours_committed()
    {
        await using var store = new StorageFixture(FilePath);
        await store.Database.OpenAsync();
        using var release = new ManualResetEventSlim();
        // The writer is held so that the changes after this one wait together and share a batch.
        var blocker = store.Database.WriteAsync(_ => { release.Wait(); return 0; }, CancellationToken.None);
        var before = store.Write("before", StorageFixture.New("x"));
        var failing = store.Database.WriteAsync<int>(session => { session.Execute("INSERT INTO nowhere VALUES (1)"); return 0; }, CancellationToken.None);
        var throwing = store.Database.WriteAsync<int>(_ => throw new InvalidDataException("bad change"), CancellationToken.None);
        var after = store.Write("after", StorageFixture.New("x"));
        release.Set();

        await Task.WhenAll(blocker, before, after);
        var sqlError = await Assert.ThrowsAsync<SqliteStorageException>(() => failing);
        Assert.Contains("nowhere", sqlError.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => throwing);
        Assert.True((await store.Read("before")).RecordExists);
        Assert.True((await store.Read("after")).RecordExists);
    }

    [Fact]
    public async Task A_database_that_cannot_grow_says_that_the_disk_is_full_and_goes_on_when_there_is_room()
    {
        await using var store = new StorageFixture(FilePath);
        await store.Write("before", StorageFixture.New("x"));
        long pages = await store.Database.WriteAsync(session => session.Scalar("PRAGMA page_count") ?? 0, CancellationToken.None);
        await LimitAsync(pages);

        var full = await Assert.ThrowsAsync<SqliteStorageException>(() => store.Write("large", StorageFixture.New(new string('y', 100_000))));

        Assert.Equal(DiskFault.Full, full.DiskFault);
        Assert.Equal("x", (await store.Read("before")).State.Text);
        await LimitAsync(pages + 1000);
        await store.Write("large", StorageFixture.New("y"));
        Assert.Equal("y", (await store.Read("large")).State.Text);

        Task LimitAsync(long most) => store.Database.WriteAsync(session => session.Scalar($"PRAGMA max_page_count = {most}"), CancellationToken.None);
    }

    [Fact]
    public async Task A_state_that_is_damaged_is_told_by_its_name()
    {
        await using var store = new StorageFixture(FilePath);
        await store.Write("a", StorageFixture.New("x"));
        await store.Database.WriteAsync(session => session.Change("UPDATE grain_state SET payload = x'deadbeefdeadbeef'"), CancellationToken.None);

        var damaged = await Assert.ThrowsAsync<SqliteStorageException>(() => store.Read("a"));

        Assert.True(damaged.IsDamaged);
        Assert.Contains("test-grain/a", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("backup", damaged.Message, StringComparison.Ordinal);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_may_read_the_database()
    {
        await using var store = new StorageFixture(FilePath);
        await store.Write("a", StorageFixture.New("x"));

        foreach (string file in (string[])[FilePath, FilePath + "-wal", FilePath + "-shm"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_change_cancelled_while_it_waits_is_not_made()
    {
        await using var store = new StorageFixture(FilePath);
        using var release = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var blocker = store.Database.WriteAsync(_ => { release.Wait(); return 0; }, CancellationToken.None);
        bool hasRun = false;
        var waiting = store.Database.WriteAsync(_ => hasRun = true, cancellation.Token);
        await cancellation.CancelAsync();
        release.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await blocker;
        Assert.False(hasRun);
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_the_rest()
    {
        var store = new StorageFixture(FilePath);
        await store.Database.OpenAsync();
        var writes = Enumerable.Range(0, 20).Select(i => store.Write($"key {i}", StorageFixture.New("x", i))).ToArray();
        await store.Read("key 0");
        var closing = store.DisposeAsync();
        await Task.WhenAll(writes);
        await closing;

        await Assert.ThrowsAsync<SqliteStorageException>(() => store.Write("late", StorageFixture.New("x")));
        await Assert.ThrowsAsync<SqliteStorageException>(() => store.Read("late"));
        await using var reopened = new StorageFixture(FilePath);
        Assert.Equal(19, (await reopened.Read("key 19")).State.Count);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        await File.WriteAllTextAsync(FilePath, new string('x', 5000), TestContext.Current.CancellationToken);

        var error = await OpenFails();

        Assert.Contains("is not an SQLite database", error.Message, StringComparison.Ordinal);
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        ExecuteIn(FilePath, "CREATE TABLE holiday_photos(id INTEGER)");

        var error = await OpenFails();

        Assert.Contains("belongs to another program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using (var store = new StorageFixture(FilePath))
        {
            await store.Database.OpenAsync();
        }

        ExecuteIn(FilePath, $"PRAGMA user_version = {SqliteSchema.Version + 1}");

        var error = await OpenFails();

        Assert.Contains($"schema version {SqliteSchema.Version + 1}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        string file = _folder.File("a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var store = new StorageFixture(Path.Combine(file, "grid.db"));

        var error = await Assert.ThrowsAsync<SqliteStorageException>(store.Database.OpenAsync);

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("may write to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_locked_by_another_process_is_named_after_the_busy_timeout()
    {
        await using var store = new StorageFixture(FilePath, configure: options => options.BusyTimeoutSeconds = 1);
        await store.Database.OpenAsync();
        using var other = new SqliteSession(FilePath, busyTimeoutSeconds: 1, readOnly: false);
        other.Execute("BEGIN IMMEDIATE");

        var error = await Assert.ThrowsAsync<SqliteStorageException>(() => store.Write("a", StorageFixture.New("x")));
        Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);

        other.Execute("ROLLBACK");
        await store.Write("a", StorageFixture.New("x"));
    }

    [Fact]
    public async Task Commits_are_flushed_to_disk_before_they_are_acknowledged()
    {
        await using var store = new StorageFixture(FilePath);

        Assert.Equal(2, await store.Database.WriteAsync(session => session.Scalar("PRAGMA synchronous"), CancellationToken.None));
        Assert.Equal("wal", await store.Database.ReadAsync(
            session =>
            {
                using var reader = session.Query("PRAGMA journal_mode");
                return reader.Read() ? reader.GetString(0) : null;
            },
            CancellationToken.None));
    }

    private async Task<SqliteStorageException> OpenFails()
    {
        await using var store = new StorageFixture(FilePath);
        return await Assert.ThrowsAsync<SqliteStorageException>(store.Database.OpenAsync);
    }

    private static void ExecuteIn(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
