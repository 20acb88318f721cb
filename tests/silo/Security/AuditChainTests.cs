using BirdGrid.Silo.Security.Audit;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>A log that was tampered with says where.</summary>
public sealed class AuditChainTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-audit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_log_as_it_was_written_is_whole()
    {
        var lines = Lines(5);
        var result = AuditVerification.Of(lines);
        Assert.Null(result.Fault);
        Assert.Equal((5, AuditLine.Beginning, AuditLine.Parse(lines[^1])!.Hash), (result.Lines, result.FirstPrevious, result.LastHash));
    }

    [Fact]
    public void Every_byte_counts()
    {
        var lines = Lines(1);
        for (int i = 0; i < lines[0].Length; i++)
        {
            char[] changed = lines[0].ToCharArray();
            changed[i] = changed[i] == 'x' ? 'y' : 'x';
            Assert.NotNull(AuditVerification.Of([new string(changed)]).Fault);
        }
    }

    [Fact]
    public void Lines_that_were_removed_moved_inserted_or_cut_are_found()
    {
        var lines = Lines(5);
        Assert.Contains("does not follow", AuditVerification.Of([lines[0], lines[2], .. lines[3..]]).Fault, StringComparison.Ordinal);
        Assert.Contains("does not follow", AuditVerification.Of([lines[0], lines[2], lines[1], .. lines[3..]]).Fault, StringComparison.Ordinal);
        Assert.Contains("does not follow", AuditVerification.Of([lines[0], lines[0], .. lines[1..]]).Fault, StringComparison.Ordinal);
        Assert.Contains("line 5", AuditVerification.Of([.. lines[..4], lines[4][..50]]).Fault, StringComparison.Ordinal);
        Assert.Equal(2, AuditVerification.Of([.. lines[..2], lines[2].Replace("who2", "who9", StringComparison.Ordinal), .. lines[3..]]).Lines);
    }

    [Fact]
    public void A_restart_goes_on_with_the_chain_and_cuts_what_a_crash_left()
    {
        var lines = Lines(3);
        using var audit = AuditFolder.Take(folder);
        string file = audit.FileOf(DateTimeOffset.UnixEpoch);
        File.WriteAllText(file, string.Join('\n', lines) + "\n" + lines[0][..40]);

        var (sequence, hash, _, cut) = audit.End();

        Assert.Equal((3, AuditLine.Parse(lines[2])!.Hash, 40L), (sequence, hash, cut));
        Assert.Null(AuditVerification.Of(File.ReadLines(file)).Fault);
        Assert.Equal([2L, 1L], audit.ReadNewest(before: 3).Select(l => l.Sequence));
    }

    [Fact]
    public void Silos_that_share_a_folder_have_a_chain_each()
    {
        using var first = AuditFolder.Take(folder);
        using var second = AuditFolder.Take(folder);
        Assert.NotEqual(first.FileOf(DateTimeOffset.UnixEpoch), second.FileOf(DateTimeOffset.UnixEpoch));

        first.Dispose();
        using var again = AuditFolder.Take(folder);
        Assert.Equal(first.FileOf(DateTimeOffset.UnixEpoch), again.FileOf(DateTimeOffset.UnixEpoch));
    }

    private static List<string> Lines(int count)
    {
        var lines = new List<string>();
        string hash = AuditLine.Beginning;
        for (int i = 1; i <= count; i++)
        {
            var entry = new AuditEntry
            {
                When = DateTimeOffset.UnixEpoch.AddSeconds(i),
                Who = $"who{i - 1}",
                Source = "apikey",
                Role = "admin",
                Method = "/a/b",
                Target = new Dictionary<string, string> { ["model"] = "wren \"\n\u00fc" },
                Outcome = "OK",
                Remote = "127.0.0.1",
                Request = "r",
            };
            (string line, hash) = AuditLine.Write(i, entry, hash);
            lines.Add(line);
        }

        return lines;
    }
}
