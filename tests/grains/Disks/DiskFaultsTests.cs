using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace BirdGrid.Grains.Tests.Disks;

public sealed class DiskFaultsTests
{
    [Theory]
    [InlineData(28, DiskFault.Full)]
    [InlineData(122, DiskFault.Full)]
    [InlineData(27, DiskFault.Full)]
    [InlineData(30, DiskFault.ReadOnly)]
    [InlineData(5, DiskFault.Failing)]
    [InlineData(2, DiskFault.None)]
    [InlineData(32, DiskFault.None)]
    [InlineData(104, DiskFault.None)]
    public void The_systems_error_number_tells(int errno, DiskFault fault)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Error numbers of Unix.");
        var failure = new IOException("as the system says", errno);

        Assert.Equal(fault, DiskFaults.Of(failure));
        Assert.Equal(fault, DiskFaults.Of(new InvalidOperationException("around it", failure)));
        Assert.Equal(fault, DiskFaults.Of(new AggregateException(new TimeoutException(), failure)));
    }

    [Theory]
    [InlineData(13, DiskFault.Full)]
    [InlineData(8, DiskFault.ReadOnly)]
    [InlineData(10, DiskFault.Failing)]
    [InlineData(5, DiskFault.None)]
    [InlineData(11, DiskFault.None)]
    public void SQLites_error_number_tells(int code, DiskFault fault) => Assert.Equal(fault, DiskFaults.Of(new SqliteException("as SQLite says", code)));

    [Fact]
    public void A_file_made_with_its_size_tells_by_its_message() =>
        Assert.Equal(DiskFault.Full, DiskFaults.Of(new IOException("Failed to create '/x/y' with allocation size '9437184' because the disk was full.")));

    [Theory]
    [InlineData(DiskFault.Full, "disk-full", "is full")]
    [InlineData(DiskFault.ReadOnly, "disk-read-only", "is read-only")]
    [InlineData(DiskFault.Failing, "disk-failing", "fails")]
    public async Task What_writes_is_told_in_a_sentence_without_paths(DiskFault fault, string reason, string word)
    {
        int errno = fault switch { DiskFault.Full => 28, DiskFault.ReadOnly => 30, _ => 5 };
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Error numbers of Unix.");

        var told = await Assert.ThrowsAsync<DiskException>(() => DiskException.TranslateAsync<int>(() => throw new IOException("No luck : '/data/blobs/tmp/x'", errno)));

        Assert.Equal((fault, reason), (told.Fault, told.Reason));
        Assert.Contains(word, told.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('/', told.Message);
    }

    [Fact]
    public async Task Other_errors_stay_what_they_are() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => DiskException.TranslateAsync<int>(() => throw new FileNotFoundException("gone")));

    [Fact]
    public async Task A_full_disk_is_not_tried_again_as_a_lost_silo_is()
    {
        int calls = 0;
        await Assert.ThrowsAsync<SqliteStorageException>(() => LostCall.RepeatAsync<int>(
            _ =>
            {
                calls++;
                throw new SqliteStorageException("full") { DiskFault = DiskFault.Full };
            },
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            CancellationToken.None));

        Assert.Equal(1, calls);
        Assert.False(LostCall.IsOfState(new SqliteStorageException("full") { DiskFault = DiskFault.Full }));
        Assert.False(LostCall.Is(new SqliteStorageException("damaged") { IsDamaged = true }));
        Assert.False(LostCall.Is(new OrleansException("Error from storage provider", new SqliteStorageException("damaged") { IsDamaged = true })));
        Assert.True(LostCall.Is(new SqliteStorageException("closed") { IsClosed = true }));
        Assert.True(LostCall.IsOfState(new SqliteStorageException("locked")));
    }

    [Fact]
    public void A_folder_that_can_be_written_has_no_fault()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(DiskFault.None, DiskProbe.FaultOf(folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
