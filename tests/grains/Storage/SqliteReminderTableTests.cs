using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class SqliteReminderTableTests : IAsyncDisposable
{
    private static readonly DateTime Start = new(2026, 3, 29, 2, 30, 0, 123, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly StorageFixture _store;

    public SqliteReminderTableTests()
    {
        _store = new StorageFixture(_folder.File("grid.db"), clock: new FakeTimeProvider(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IReminderTable Table => _store.Reminders;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_clock_that_was_set_back_lets_no_reminder_sleep_for_as_long()
    {
        var entry = Entry("session/8", "watchdog");
        await Table.UpsertRow(entry, Cancellation);
        var back = new FakeTimeProvider(new DateTimeOffset(Start).AddDays(-1));
        await using var store = new StorageFixture(_folder.File("grid.db"), clock: back);

        var read = await store.Reminders.ReadRow(entry.GrainId, "watchdog", Cancellation);

        Assert.Equal(back.GetUtcNow().UtcDateTime + entry.Period, read!.StartAt);
    }

    [Fact]
    public async Task What_was_upserted_is_read()
    {
        var entry = Entry("session/7", "resume");
        string? etag = await Table.UpsertRow(entry, Cancellation);

        var read = await Table.ReadRow(entry.GrainId, "resume", Cancellation);

        Assert.NotNull(read);
        Assert.Equal(entry.GrainId, read.GrainId);
        Assert.Equal("resume", read.ReminderName);
        Assert.Equal(Start, read.StartAt);
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Equal(entry.Period, read.Period);
        Assert.Equal(etag, read.ETag);
    }

    [Fact]
    public async Task A_missing_reminder_is_null() => Assert.Null(await Table.ReadRow(StorageFixture.Id("a"), "none", Cancellation));

    [Fact]
    public async Task A_second_upsert_replaces_the_first_with_a_new_etag()
    {
        var entry = Entry("a", "r");
        string? first = await Table.UpsertRow(entry, Cancellation);
        entry.Period = TimeSpan.FromHours(2);
        string? second = await Table.UpsertRow(entry, Cancellation);

        Assert.NotEqual(first, second);
        var rows = (await Table.ReadRows(entry.GrainId, Cancellation)).Reminders;
        Assert.Equal(TimeSpan.FromHours(2), Assert.Single(rows).Period);
        Assert.False(await Table.RemoveRow(entry.GrainId, "r", first!, Cancellation));
        Assert.True(await Table.RemoveRow(entry.GrainId, "r", second!, Cancellation));
        Assert.False(await Table.RemoveRow(entry.GrainId, "r", second!, Cancellation));
    }

    [Fact]
    public async Task A_recreated_reminder_does_not_fit_an_old_etag()
    {
        var entry = Entry("a", "r");
        string? old = await Table.UpsertRow(entry, Cancellation);
        Assert.True(await Table.RemoveRow(entry.GrainId, "r", old!, Cancellation));
        await Table.UpsertRow(entry, Cancellation);

        Assert.False(await Table.RemoveRow(entry.GrainId, "r", old!, Cancellation));
        Assert.False(await Table.RemoveRow(entry.GrainId, "r", "no etag", Cancellation));
    }

    [Fact]
    public async Task A_grain_sees_only_its_own_reminders()
    {
        await Table.UpsertRow(Entry("a", "one"), Cancellation);
        await Table.UpsertRow(Entry("a", "two"), Cancellation);
        await Table.UpsertRow(Entry("b", "one"), Cancellation);

        var rows = (await Table.ReadRows(StorageFixture.Id("a"), Cancellation)).Reminders;

        Assert.Equal(["one", "two"], rows.Select(row => row.ReminderName).Order());
    }

    [Fact]
    public async Task Ranges_exclude_their_begin_include_their_end_and_wrap_through_zero()
    {
        var entries = Enumerable.Range(0, 100).Select(i => Entry($"grain {i}", "r")).ToArray();
        foreach (var entry in entries)
        {
            await Table.UpsertRow(entry, Cancellation);
        }

        uint[] edges = [0, uint.MaxValue, .. entries.Select(entry => entry.GrainId.GetUniformHashCode())];
        // Edges that fall on a hash test the open and the closed side.
        var end = Gen.OneOf(Gen.UInt, Gen.Int[0, edges.Length - 1].Select(i => edges[i]));
        await Gen.Select(end, end).SampleAsync(
            async (begin, last) =>
            {
                var rows = (await Table.ReadRows(begin, last, Cancellation)).Reminders;
                var expected = entries.Where(entry => IsInside(entry.GrainId.GetUniformHashCode(), begin, last));
                Assert.Equal(expected.Select(entry => entry.GrainId.ToString()).Order(StringComparer.Ordinal), rows.Select(row => row.GrainId.ToString()).Order(StringComparer.Ordinal));
            },
            iter: 200);
    }

    [Fact]
    public async Task Reminders_of_other_services_stay_apart()
    {
        await Table.UpsertRow(Entry("a", "mine"), Cancellation);
        await using var other = new StorageFixture(_folder.File("grid.db"), serviceId: "other");
        await other.Reminders.UpsertRow(Entry("a", "theirs"), Cancellation);

        await other.Reminders.TestOnlyClearTable(Cancellation);

        Assert.Empty((await other.Reminders.ReadRows(0, 0, Cancellation)).Reminders);
        Assert.Equal("mine", Assert.Single((await Table.ReadRows(0, 0, Cancellation)).Reminders).ReminderName);
    }

    private static bool IsInside(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Entry(string key, string name) => new()
    {
        GrainId = StorageFixture.Id(key),
        ReminderName = name,
        StartAt = Start,
        Period = TimeSpan.FromMinutes(1.5),
    };
}
