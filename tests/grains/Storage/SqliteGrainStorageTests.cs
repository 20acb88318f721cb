using Orleans.Storage;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class SqliteGrainStorageTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StorageFixture _store;

    public SqliteGrainStorageTests()
    {
        _store = new StorageFixture(_folder.File("grid.db"));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_of_nothing_gives_a_fresh_state()
    {
        var state = StorageFixture.New("left over", 7);
        state.ETag = "3";
        state.RecordExists = true;

        await _store.Storage.ReadStateAsync("state", StorageFixture.Id("a"), state);

        Assert.Equal("fresh", state.State.Text);
        Assert.Equal(0, state.State.Count);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var written = StorageFixture.New("kingfisher", 3);
        await _store.Write("a", written);
        Assert.True(written.RecordExists);

        var read = await _store.Read("a");

        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("kingfisher", read.State.Text);
        Assert.Equal(3, read.State.Count);
    }

    [Fact]
    public async Task Every_write_changes_the_etag()
    {
        var state = StorageFixture.New("x");
        var etags = new HashSet<string?> { null };
        for (int i = 0; i < 5; i++)
        {
            state.State.Count = i;
            await _store.Write("a", state);
            Assert.True(etags.Add(state.ETag));
        }

        Assert.Equal(4, (await _store.Read("a")).State.Count);
    }

    [Fact]
    public async Task A_stale_writer_is_told_both_etags_and_changes_nothing()
    {
        var first = StorageFixture.New("first");
        await _store.Write("a", first);
        var stale = await _store.Read("a");
        first.State.Text = "second";
        await _store.Write("a", first);
        string? staleEtag = stale.ETag;

        stale.State.Text = "stale";
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("a", stale));

        Assert.Equal(first.ETag, error.StoredEtag);
        Assert.Equal(staleEtag, error.CurrentEtag);
        Assert.Equal(staleEtag, stale.ETag);
        Assert.Equal("second", (await _store.Read("a")).State.Text);
    }

    [Fact]
    public async Task A_first_write_over_an_existing_state_is_refused()
    {
        await _store.Write("a", StorageFixture.New("here"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("a", StorageFixture.New("not here")));

        Assert.Equal("here", (await _store.Read("a")).State.Text);
    }

    [Theory]
    [InlineData("W/\"0x8D\"")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    public async Task An_etag_of_another_storage_is_refused(string etag)
    {
        await _store.Write("a", StorageFixture.New("here"));
        var foreign = StorageFixture.New("foreign");
        foreign.ETag = etag;

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("a", foreign));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Clear("a", foreign));
    }

    [Fact]
    public async Task Clear_removes_the_state_and_a_second_clear_is_no_conflict()
    {
        var state = StorageFixture.New("gone soon");
        await _store.Write("a", state);

        await _store.Clear("a", state);

        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("fresh", state.State.Text);
        Assert.False((await _store.Read("a")).RecordExists);
        await _store.Clear("a", state);
    }

    [Fact]
    public async Task Clear_before_the_first_write_is_no_conflict()
    {
        var state = new TestGrainState();
        await _store.Clear("a", state);

        state.State = new TestState { Text = "now" };
        await _store.Write("a", state);

        Assert.Equal("now", (await _store.Read("a")).State.Text);
    }

    [Fact]
    public async Task A_stale_clear_is_refused()
    {
        var state = StorageFixture.New("one");
        await _store.Write("a", state);
        var stale = await _store.Read("a");
        await _store.Write("a", state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Clear("a", stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Clear("a", new TestGrainState()));

        Assert.True((await _store.Read("a")).RecordExists);
    }

    [Fact]
    public async Task After_delete_and_recreation_no_old_etag_fits()
    {
        var state = StorageFixture.New("old");
        var old = new List<TestGrainState>();
        for (int i = 0; i < 5; i++)
        {
            await _store.Write("a", state);
            old.Add(await _store.Read("a"));
        }

        await _store.Clear("a", state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("a", old[^1]));
        state.State = new TestState { Text = "new" };
        for (int i = 0; i < 6; i++)
        {
            await _store.Write("a", state);
            foreach (var stale in old)
            {
                await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("a", stale));
            }
        }

        Assert.Equal("new", (await _store.Read("a")).State.Text);
    }

    [Fact]
    public async Task Of_32_first_writers_exactly_one_wins()
    {
        var candidates = Enumerable.Range(0, 32).Select(i => StorageFixture.New($"writer {i}", i)).ToArray();

        var outcomes = await Task.WhenAll(candidates.Select(candidate => Task.Run(() => TryWrite("raced", candidate))));

        Assert.Single(outcomes, won => won);
        int winner = Array.IndexOf(outcomes, true);
        Assert.Equal(winner, (await _store.Read("raced")).State.Count);
    }

    [Fact]
    public async Task Increments_by_32_contenders_are_never_lost()
    {
        await _store.Write("counter", StorageFixture.New("counter"));

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            TestGrainState state;
            do
            {
                state = await _store.Read("counter");
                state.State.Count++;
            }
            while (!await TryWrite("counter", state));
        })));

        Assert.Equal(32, (await _store.Read("counter")).State.Count);
    }

    [Fact]
    public async Task A_large_payload_survives()
    {
        var state = StorageFixture.New("large");
        state.State.Bytes = new byte[12 << 20];
        new Random(5).NextBytes(state.State.Bytes);

        await _store.Write("large", state);

        Assert.Equal(state.State.Bytes, (await _store.Read("large")).State.Bytes);
    }

    [Theory]
    [InlineData("Eisvogel/Ästling")]
    [InlineData("翠鳥")]
    [InlineData("🐦")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a b\tc\u0000d")]
    [InlineData("%")]
    public async Task Any_text_is_a_key(string key)
    {
        await _store.Write(key, StorageFixture.New(key));
        await _store.Write(key + "2", StorageFixture.New("other"));
        await _store.Write(key, StorageFixture.New("other state"), "state-2");

        Assert.Equal(key, (await _store.Read(key)).State.Text);
        Assert.Equal("other state", (await _store.Read(key, "state-2")).State.Text);
    }

    [Fact]
    public async Task Keys_differ_by_case_and_by_grain_type()
    {
        await _store.Write("Wren", StorageFixture.New("upper"));

        Assert.False((await _store.Read("wren")).RecordExists);
        var otherType = new TestGrainState();
        await _store.Storage.ReadStateAsync("state", GrainId.Create("other-grain", "Wren"), otherType);
        Assert.False(otherType.RecordExists);
    }

    [Fact]
    public async Task Services_do_not_see_each_other()
    {
        await _store.Write("a", StorageFixture.New("mine"));
        await using var other = new StorageFixture(_folder.File("grid.db"), serviceId: "other");

        Assert.False((await other.Read("a")).RecordExists);
        await other.Write("a", StorageFixture.New("theirs"));

        Assert.Equal("mine", (await _store.Read("a")).State.Text);
    }

    [Fact]
    public async Task A_cancelled_write_is_not_made()
    {
        var state = StorageFixture.New("never");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.Storage.WriteStateAsync("state", StorageFixture.Id("a"), state, new CancellationToken(canceled: true)));

        Assert.False((await _store.Read("a")).RecordExists);
        Assert.Null(state.ETag);
    }

    private async Task<bool> TryWrite(string key, TestGrainState state)
    {
        try
        {
            await _store.Write(key, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
