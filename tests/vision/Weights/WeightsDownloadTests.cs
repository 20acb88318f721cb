using BirdGrid.TestSupport;
using BirdGrid.Vision.Weights;
using static BirdGrid.Vision.Tests.Weights.WeightsFixture;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>Downloads from servers that break off, lie, refuse and fall silent: the whole file comes, or none under its name.</summary>
public sealed class WeightsDownloadTests : IDisposable
{
    private static readonly int Third = (Body.Length / 3) + 1;

    private readonly WeightsFixture fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_broken_connection_is_followed_by_one_for_the_rest()
    {
        await using var server = LoopbackServer.Scripted(request => LoopbackAnswer.Range(request, Body, Third));
        var progress = new ProgressList();
        await AssertFetchedAsync(server, progress);
        Assert.Equal([0, Third, 2 * Third], server.Requests.Select(request => request.RangeStart));
        Assert.Equal(progress.Reports.Select(report => report.ReceivedBytes).Order(), progress.Reports.Select(report => report.ReceivedBytes));
        Assert.All(progress.Reports, report => Assert.Equal(Body.Length, report.TotalBytes));
    }

    [Fact]
    public async Task A_later_download_goes_on_from_what_an_earlier_one_left()
    {
        fixture.LeavePart(Body.AsSpan(0, 1000));
        await using var server = LoopbackServer.Scripted(request => LoopbackAnswer.Range(request, Body));
        await AssertFetchedAsync(server);
        Assert.Equal(1000, Assert.Single(server.Requests).RangeStart);
    }

    [Fact]
    public async Task What_is_left_of_another_file_is_found_out_and_fetched_anew()
    {
        fixture.LeavePart(new byte[1000]);
        await using var server = LoopbackServer.Scripted(request => LoopbackAnswer.Range(request, Body));
        await AssertFetchedAsync(server);
        Assert.Equal([1000, 0], server.Requests.Select(request => request.RangeStart));
    }

    [Fact]
    public async Task A_part_that_is_whole_only_has_to_be_renamed()
    {
        fixture.LeavePart(Body);
        await using var server = LoopbackServer.Answering("500 Internal Server Error", []);
        await AssertFetchedAsync(server);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_all_of_it_again()
    {
        fixture.LeavePart(Body.AsSpan(0, 1000));
        await using var server = LoopbackServer.Answering("200 OK", Body);
        await AssertFetchedAsync(server);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_range_other_than_the_one_asked_for_is_not_believed()
    {
        fixture.LeavePart(Body.AsSpan(0, 1000));
        await using var server = LoopbackServer.Scripted(
            _ => new LoopbackAnswer($"206 Partial Content\r\nContent-Length: 10\r\nContent-Range: bytes 0-9/{Body.Length}", Body.AsMemory(0, 10)),
            request => LoopbackAnswer.Range(request, Body));
        await AssertFetchedAsync(server);
        Assert.Equal([1000, 0], server.Requests.Select(request => request.RangeStart));
    }

    [Fact]
    public async Task A_part_longer_than_the_servers_file_is_thrown_away()
    {
        fixture.LeavePart([.. Body, 1, 2, 3]);
        await using var server = LoopbackServer.Scripted(
            _ => LoopbackAnswer.Of("416 Range Not Satisfiable", []),
            request => LoopbackAnswer.Range(request, Body));
        await AssertFetchedAsync(server);
        Assert.Equal([Body.Length + 3, 0], server.Requests.Select(request => request.RangeStart));
    }

    [Fact]
    public async Task A_length_stated_too_long_does_no_harm_when_all_has_come()
    {
        await using var server = LoopbackServer.Scripted(_ => LoopbackAnswer.Of("200 OK", Body, statedBytes: Body.Length + 5));
        await AssertFetchedAsync(server);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_length_stated_too_short_is_found_out_by_the_checksum()
    {
        await using var server = LoopbackServer.Scripted(_ => LoopbackAnswer.Of("200 OK", Body, statedBytes: Body.Length - 5));
        await AssertFailsAsync(server.Address, $"{Body.Length - 5} bytes have a SHA-256");
        Assert.False(File.Exists(fixture.PartialFile));
    }

    [Fact]
    public async Task A_range_that_ends_early_is_continued()
    {
        fixture.LeavePart(Body.AsSpan(0, 1000));
        await using var server = LoopbackServer.Scripted(
            request => new LoopbackAnswer(
                $"206 Partial Content\r\nContent-Length: 500\r\nContent-Range: bytes {request.RangeStart}-{request.RangeStart + 499}/{Body.Length}",
                Body.AsMemory(request.RangeStart, 500)),
            request => LoopbackAnswer.Range(request, Body));
        await AssertFetchedAsync(server);
        Assert.Equal([1000, 1500], server.Requests.Select(request => request.RangeStart));
    }

    [Theory]
    [InlineData("404 Not Found", "404", 1)]
    [InlineData("403 Forbidden", "403", 1)]
    [InlineData("500 Internal Server Error", "500", 3)]
    [InlineData("429 Too Many Requests", "429", 3)]
    [InlineData("416 Range Not Satisfiable", "416", 3)]
    public async Task A_refusal_is_told_and_only_one_that_may_pass_is_asked_again(string status, string reason, int requests)
    {
        await using var server = LoopbackServer.Answering(status, Body);
        await AssertFailsAsync(server.Address, reason, attempts: 3);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Empty(Directory.GetFiles(fixture.CacheDirectory));
    }

    [Fact]
    public async Task A_server_that_recovers_is_waited_for()
    {
        await using var server = LoopbackServer.Scripted(
            _ => LoopbackAnswer.Of("503 Service Unavailable", []),
            _ => LoopbackAnswer.Of("200 OK", Body));
        await AssertFetchedAsync(server);
    }

    [Fact]
    public async Task Content_of_another_checksum_is_not_kept()
    {
        byte[] wrong = [.. Body];
        wrong[^1] ^= 1;
        await using var server = LoopbackServer.Answering("200 OK", wrong);
        await AssertFailsAsync(server.Address, "SHA-256");
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFiles(fixture.CacheDirectory));
    }

    [Fact]
    public async Task Connections_that_all_break_leave_a_part_and_no_file()
    {
        await using var server = LoopbackServer.Scripted(request => LoopbackAnswer.Range(request, Body, 100));
        await AssertFailsAsync(server.Address, "the connection broke after 300 bytes", attempts: 3);
        Assert.Equal(Body[..300], await File.ReadAllBytesAsync(fixture.PartialFile, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_server_that_falls_silent_is_given_up(int sentBytes)
    {
        await using var server = LoopbackServer.Answering("200 OK", Body, sentBytes, isSilentAtTheEnd: true);
        await AssertFailsAsync(server.Address, "nothing came for", attempts: 2, TimeSpan.FromMilliseconds(200));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task No_server_at_all_is_told_at_once()
    {
        Uri gone;
        await using (var server = LoopbackServer.Answering("200 OK", Body))
        {
            gone = server.Address;
        }

        var time = new RecordingTime();
        await AssertFailsAsync(gone, gone.ToString(), time: time);
        Assert.Empty(time.Pauses);
    }

    [Fact]
    public async Task Pauses_double_and_end()
    {
        await using var server = LoopbackServer.Answering("503 Service Unavailable", []);
        var time = new RecordingTime();
        await AssertFailsAsync(server.Address, "503", attempts: 5, time: time);
        Assert.Equal([1, 2, 4, 8], time.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Fact]
    public async Task A_cancelled_download_leaves_a_part_and_no_file()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body, sentBytes: 100, isSilentAtTheEnd: true);
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList { OnReport = cancellation.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Search(server.Address).FindAsync(Config, progress, cancellation.Token));
        Assert.Equal([fixture.PartialFile], Directory.GetFiles(fixture.CacheDirectory));
        Assert.Equal(100, new FileInfo(fixture.PartialFile).Length);
    }

    [Fact]
    public async Task Two_downloads_of_a_file_at_once_are_one()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => fixture.Search(server.Address).FindAsync(Config, cancellation: Cancellation))));
        Assert.Single(server.Requests);
        Assert.Equal([fixture.CachedFile], Directory.GetFiles(fixture.CacheDirectory));
        Assert.Equal(Body, await File.ReadAllBytesAsync(fixture.CachedFile, Cancellation));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "cache"), "a file where a folder is wanted", Cancellation);
        await using var server = LoopbackServer.Answering("200 OK", Body);
        await AssertFailsAsync(server.Address, "cache");
        Assert.Empty(server.Requests);
    }

    private async Task AssertFetchedAsync(LoopbackServer server, ProgressList? progress = null)
    {
        var file = await fixture.Search(server.Address).FindAsync(Config, progress, Cancellation);
        Assert.Equal(new PretrainedWeightsFile(fixture.CachedFile, PretrainedWeightsSource.Download), file);
        Assert.Equal(Body, await File.ReadAllBytesAsync(fixture.CachedFile, Cancellation));
        Assert.Equal([fixture.CachedFile], Directory.GetFiles(fixture.CacheDirectory));
    }

    private async Task AssertFailsAsync(Uri mirror, string reason, int attempts = 5, TimeSpan? stallTimeout = null, TimeProvider? time = null)
    {
        var search = fixture.Search(mirror, stallTimeout: stallTimeout, attempts: attempts, time: time);
        var error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(Config, cancellation: Cancellation));
        Assert.Contains(reason, error.Tried[^1], StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        Assert.False(File.Exists(fixture.CachedFile));
    }

    /// <summary>The system's clock; short timers, which are pauses, are noted.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.FromSeconds(1))
            {
                Pauses.Add(dueTime);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
