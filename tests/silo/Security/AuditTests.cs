extern alias client;

using BirdGrid.Client;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using AuditEntry = client::BirdGrid.V1.AuditEntry;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>What a silo writes down of changes and of attempts.</summary>
public sealed class AuditTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_and_refusals_are_written_down_and_looks_are_not()
    {
        using var reader = silo.ClientOf(silo.KeyOf("reader"));
        using var trainer = silo.ClientOf(silo.KeyOf("trainer"));
        await reader.GetStatusAsync(Token);
        await Assert.ThrowsAsync<BirdGridException>(() => trainer.Training.CancelAsync("ts-none", "audited", Token));
        await Assert.ThrowsAsync<BirdGridException>(() => reader.Models.PromoteAsync(new PromoteRequest { Model = "wrens", Version = 3 }, Token));
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "audited", Role = Role.Reader }, Token);

        var entries = await EntriesAsync(e => e.Target.GetValueOrDefault("name") == "audited");

        var created = entries.First(e => e.Target.GetValueOrDefault("name") == "audited");
        Assert.Equal(("admin", "admin", "OK", made.Key.Id), (created.Who, created.Role, created.Outcome, created.Target["id"]));
        Assert.Equal("apikey", created.Source);
        Assert.NotEmpty(created.Request);
        Assert.Equal("127.0.0.1", created.Remote);

        var cancelled = entries.First(e => e.Target.GetValueOrDefault("reason") == "audited");
        Assert.Equal(("trainer", "/birdgrid.v1.TrainingService/Cancel", "NotFound", "unknown-session", "ts-none"), (cancelled.Who, cancelled.Method, cancelled.Outcome, cancelled.Reason, cancelled.Target["id"]));

        var refused = entries.First(e => e.Method == "/birdgrid.v1.ModelService/Promote");
        Assert.Equal(("reader", "PermissionDenied", "role-missing-for-call"), (refused.Who, refused.Outcome, refused.Reason));

        Assert.DoesNotContain(entries, e => e is { Method: "/birdgrid.v1.GridService/GetStatus", Outcome: "OK" });
    }

    [Fact]
    public async Task The_files_are_whole_and_hold_no_secret()
    {
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "secretive", Role = Role.Reader }, Token);
        await EntriesAsync(e => e.Target.GetValueOrDefault("name") == "secretive");

        string[] files = [.. Directory.GetFiles(Path.Combine(silo.DataDirectory, "audit"), "*.jsonl").Order(StringComparer.Ordinal)];
        var lines = files.SelectMany(ReadLines).ToList();
        Assert.Null(AuditVerification.Of(lines).Fault);
        Assert.All(lines, line => Assert.DoesNotContain(made.Secret[16..], line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(silo.KeyOf("admin"), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<BirdGridException>(() => silo.Admin.Security.RevokeKeyAsync($"page-{i}", Token));
        }

        await EntriesAsync(e => e.Target.GetValueOrDefault("id") == "page-4");
        var service = new SecurityService.SecurityServiceClient(silo.Channel);
        var first = await service.ListAuditAsync(new ListAuditRequest { Limit = 3 }, silo.HeadersOf("admin"), cancellationToken: Token);
        var second = await service.ListAuditAsync(new ListAuditRequest { Limit = 3, PageToken = first.NextPageToken }, silo.HeadersOf("admin"), cancellationToken: Token);
        Assert.Equal(first.Entries[^1].Sequence - 1, second.Entries[0].Sequence);
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    // Entries are written behind the answer.
    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync(Func<AuditEntry, bool> awaited)
    {
        while (true)
        {
            var entries = await silo.Admin.Security.ListAuditAsync(200, Token);
            if (entries.Any(awaited))
            {
                return entries;
            }
        }
    }
}
