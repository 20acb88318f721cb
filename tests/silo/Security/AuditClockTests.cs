using System.Runtime.Versioning;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>A chain of lines goes on by its numbers, whatever the wall clock does.</summary>
public sealed class AuditClockTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-audit-clock-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SteppingClock clock;

    public AuditClockTests() => clock = new SteppingClock(time);

    private string[] Files => [.. Directory.GetFiles(Path.Combine(data, "audit"), "audit-*.jsonl").Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(400, -400)]
    [InlineData(-3650, 3650)]
    public async Task Steps_between_starts_accuse_nobody(int first, int second)
    {
        await RunAsync(2);
        clock.StepWall(TimeSpan.FromDays(first));
        await RunAsync(2);
        clock.StepWall(TimeSpan.FromDays(second));
        await RunAsync(1);
        await RunAsync(2);

        AssertWhole(7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(400)]
    public async Task Steps_while_a_silo_runs_accuse_nobody(int days)
    {
        var log = NewLog();
        await log.StartAsync(CancellationToken.None);
        for (int i = 0; i < 6; i++)
        {
            await WriteAsync(log, i);
            clock.StepWall(TimeSpan.FromDays(i % 2 == 0 ? days : -days));
        }

        await StopAsync(log);
        await RunAsync(1);
        AssertWhole(7);
    }

    [Fact]
    public async Task A_log_that_an_earlier_version_wrote_under_a_clock_that_went_back_and_forth_is_whole_and_goes_on()
    {
        // It took the file of the day, whichever had the end of the chain.
        var lines = Lines(6);
        Directory.CreateDirectory(Path.Combine(data, "audit"));
        File.WriteAllLines(Path.Combine(data, "audit", "audit-20260501.jsonl"), [lines[0], lines[1], lines[4]]);
        File.WriteAllLines(Path.Combine(data, "audit", "audit-20260430.jsonl"), [lines[2], lines[3], lines[5]]);

        await RunAsync(3);

        AssertWhole(9);
    }

    [Fact]
    public async Task Tampering_is_found_across_files_in_any_order()
    {
        await RunAsync(3);
        clock.StepWall(TimeSpan.FromDays(-1));
        await RunAsync(3);
        string later = Path.Combine(data, "audit", "audit-20260430.jsonl");
        string[] lines = File.ReadAllLines(later);

        File.WriteAllLines(later, [lines[0].Replace("who", "her", StringComparison.Ordinal), lines[1], lines[2]]);
        Assert.NotNull(AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault);
        File.WriteAllLines(later, [lines[0], lines[2]]);
        Assert.Contains("does not follow", AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault, StringComparison.Ordinal);
        File.WriteAllLines(later, [lines[0], lines[0], lines[1], lines[2]]);
        Assert.Contains("does not follow", AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault, StringComparison.Ordinal);
        File.WriteAllLines(later, [lines[1], lines[0], lines[2]]);
        Assert.Contains("does not follow", AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault, StringComparison.Ordinal);
        File.WriteAllLines(later, lines);
        Assert.Null(AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault);
    }

    [Fact]
    public async Task Lines_are_read_from_the_end_a_block_at_a_time()
    {
        await RunAsync(1);
        string text = new('ü', 20_000);
        string[] lines = [.. Enumerable.Range(0, 20).Select(i => $"{i} {text}")];
        string file = Path.Combine(data, "long.jsonl");
        File.WriteAllText(file, string.Join('\n', lines) + "\n\n");

        Assert.Equal(lines.Reverse(), AuditFile.ReadBackwards(file));
        Assert.Equal(lines, AuditFile.ReadForwards(file));
    }

    [Fact]
    public async Task Old_files_go_where_that_is_wished_and_the_rest_is_whole_and_names_the_last_that_went()
    {
        for (int day = 0; day < 5; day++)
        {
            await RunAsync(2);
            clock.StepWall(TimeSpan.FromDays(1));
        }

        // A clock that is ahead for a moment deletes no year.
        clock.StepWall(TimeSpan.FromDays(400));
        await RunAsync(1, keepDays: 3);
        await RunAsync(1, keepDays: 3);

        Assert.Equal(["audit-20260504.jsonl", "audit-20260505.jsonl", "audit-20270610.jsonl"], Files.Select(Path.GetFileName));
        Assert.Null(AuditVerification.Of(AuditChain.ReadForwards(Files)).Fault);
        var first = AuditLine.Parse(AuditChain.ReadForwards(Files).First())!;
        var told = AuditChain.ReadForwards(Files).Select(l => AuditLine.Parse(l)!.Entry).First(e => e.Method == "BirdGrid:Security:AuditKeepDays");
        Assert.Equal(("6", first.Previous), (told.Target["deleted_through"], told.Target["hash"]));
    }

    [Fact]
    public async Task Refusals_of_strangers_are_counted_and_do_not_fill_the_disk()
    {
        var log = NewLog();
        await log.StartAsync(CancellationToken.None);
        var context = new DefaultHttpContext();
        for (int second = 0; second < 600; second++)
        {
            for (int i = 0; i < 50; i++)
            {
                log.WriteRefused(context, Caller.Unknown, "/a/b", AccessException.CredentialsMissing);
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        await StopAsync(log);
        var entries = AuditChain.ReadForwards(Files).Select(l => AuditLine.Parse(l)!.Entry).ToList();
        Assert.InRange(entries.Count, 20, 20 + 60 + 2);
        Assert.Equal(30_000, entries.Count(e => e.Method == "/a/b") + entries.Sum(e => e.Suppressed));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_may_read_the_log()
    {
        await RunAsync(1);
        foreach (string file in Files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static AuditEntry Entry(string who) => new()
    {
        When = DateTimeOffset.UnixEpoch,
        Who = who,
        Source = "apikey",
        Role = "admin",
        Method = "/a/b",
        Outcome = "OK",
        Remote = "127.0.0.1",
        Request = "r",
    };

    private static string[] Lines(int count)
    {
        string hash = AuditLine.Beginning;
        return [.. Enumerable.Range(1, count).Select(i =>
        {
            (string line, hash) = AuditLine.Write(i, Entry($"who{i}"), hash);
            return line;
        })];
    }

    private static ValueTask WriteAsync(AuditLog log, int number) => log.WriteAsync(Entry($"who{number}"));

    // What is queued is written before a log stops.
    private static async Task StopAsync(AuditLog log)
    {
        await log.StopAsync(CancellationToken.None);
        log.Dispose();
    }

    private AuditLog NewLog(int keepDays = 0) => new(
        Microsoft.Extensions.Options.Options.Create(new SiloOptions { DataDirectory = data, Security = new SecurityOptions { AuditKeepDays = keepDays } }), clock, NullLogger<AuditLog>.Instance);

    private async Task RunAsync(int entries, int keepDays = 0)
    {
        var log = NewLog(keepDays);
        await log.StartAsync(CancellationToken.None);
        for (int i = 0; i < entries; i++)
        {
            await WriteAsync(log, i);
        }

        await StopAsync(log);
    }

    private void AssertWhole(int lines)
    {
        foreach (var files in (IEnumerable<string>[])[Files, Files.Reverse()])
        {
            var result = AuditVerification.Of(AuditChain.ReadForwards(files));
            Assert.Null(result.Fault);
            Assert.Equal((lines, AuditLine.Beginning), (result.Lines, result.FirstPrevious));
        }

        using var folder = AuditFolder.Take(Path.Combine(data, "audit"));
        Assert.Equal(Enumerable.Range(1, lines).Reverse().Select(n => (long)n), folder.ReadNewest(long.MaxValue).Select(l => l.Sequence));
        Assert.Equal([3L, 2L], folder.ReadNewest(before: 4).Take(2).Select(l => l.Sequence));
    }
}
