using System.Text.Json;
using BirdGrid.Cli;
using BirdGrid.Client.Tests.Support;
using BirdGrid.Silo.Security.Audit;

namespace BirdGrid.Client.Tests.Cli.Commands;

/// <summary>What of keys and the audit log needs no silo.</summary>
[Collection(ProcessWide.Name)]
public sealed class KeysCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("birdgrid-keys-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_first_key_is_made_without_a_silo()
    {
        var run = await CommandRun.OfAsync("keys", "new", "--name", "me", "--role", "admin", "--json");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        string key = json.RootElement.GetProperty("key").GetString()!;
        var settings = json.RootElement.GetProperty("settings");
        Assert.Equal("admin", settings.GetProperty("BirdGrid:Security:ApiKeys:0:Role").GetString());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))),
            settings.GetProperty("BirdGrid:Security:ApiKeys:0:Hash").GetString());
    }

    [Theory]
    [InlineData("keys new --name me --role queen")]
    [InlineData("keys new --role admin")]
    [InlineData("keys create --name me")]
    [InlineData("keys revoke")]
    [InlineData("audit verify")]
    public async Task Wrong_usage_is_told_apart(string line) =>
        Assert.Equal(ExitCodes.Usage, (await CommandRun.OfAsync(line.Split(' '))).ExitCode);

    [Fact]
    public async Task A_log_that_was_changed_is_found_out()
    {
        string file = Path.Combine(folder, "audit.jsonl");
        var entry = new AuditEntry { When = DateTimeOffset.UnixEpoch, Who = "me", Source = "apikey", Role = "admin", Method = "/a/b", Outcome = "OK", Remote = "127.0.0.1", Request = "r" };
        await File.WriteAllTextAsync(file, AuditLine.Write(1, entry, AuditLine.Beginning).Text + "\n");
        Assert.Equal(ExitCodes.Success, (await CommandRun.OfAsync("audit", "verify", file)).ExitCode);

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"me\"", "\"he\"", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Refused, (await CommandRun.OfAsync("audit", "verify", file)).ExitCode);
    }
}
