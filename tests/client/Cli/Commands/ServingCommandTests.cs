using System.Text.Json;
using BirdGrid.Cli;
using BirdGrid.Client.Tests.Support;

namespace BirdGrid.Client.Tests.Cli.Commands;

[Collection(ProcessWide.Name)]
public sealed class ServingCommandTests : IAsyncLifetime
{
    private readonly FakeServedModel served = new();
    private FakeGrid? grid;

    public async ValueTask InitializeAsync() => grid = await FakeGrid.StartAsync(served: served);

    public ValueTask DisposeAsync() => grid!.DisposeAsync();

    [Fact]
    public async Task Show_lists_every_version_with_its_state()
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("show birds")).ExitCode);
        var versions = await VersionsAfterAsync("show birds --json");
        Assert.Equal([1, 2, 3], versions.Keys.Order());
        Assert.Equal(("SERVING_STATE_READY", "champion"), versions[1]);
    }

    [Fact]
    public async Task A_version_is_loaded_and_unloaded_with_the_reason()
    {
        var loaded = await VersionsAfterAsync("load birds@2 --why warm --json");
        Assert.Equal(("SERVING_STATE_READY", "warm"), loaded[2]);
        var unloaded = await VersionsAfterAsync("unload birds@2 --why cold --json");
        Assert.Equal("cold", unloaded[2].Reason);
        Assert.NotEqual("SERVING_STATE_READY", unloaded[2].State);
    }

    [Fact]
    public async Task Canary_and_shadow_are_set_one_after_the_other_and_end_together()
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("canary birds@2 --percent 12.5 --after-requests 50 --max-error-rate 0.1 --max-latency-ratio 3 --why try")).ExitCode);
        var canary = served.Splits[^1];
        Assert.Equal((2, 12.5, 0, "try"), (canary.CanaryVersion, canary.CanaryPercent, canary.ShadowVersion, canary.Why));
        Assert.Equal((50, 0.1, 3d), (canary.Rollback.MinimumRequests, canary.Rollback.MaximumErrorRate, canary.Rollback.MaximumLatencyRatio));
        Assert.NotEmpty(canary.Who);
        Assert.NotEmpty(canary.IdempotencyKey);

        Assert.Equal(ExitCodes.Success, (await RunAsync("shadow birds@3")).ExitCode);
        var shadow = served.Splits[^1];
        Assert.Equal((2, 12.5, 3, 100d), (shadow.CanaryVersion, shadow.CanaryPercent, shadow.ShadowVersion, shadow.ShadowPercent));
        Assert.Equal(canary.Rollback, shadow.Rollback);

        Assert.Equal(ExitCodes.Success, (await RunAsync("end birds")).ExitCode);
        Assert.Equal((0, 0), (served.Splits[^1].CanaryVersion, served.Splits[^1].ShadowVersion));
    }

    [Fact]
    public async Task A_version_that_changes_from_shadow_to_canary_and_back_is_never_both()
    {
        await RunAsync("shadow birds@2");
        await RunAsync("canary birds@2 --percent 5");
        Assert.Equal((2, 5d, 0, 0d), (served.Splits[^1].CanaryVersion, served.Splits[^1].CanaryPercent, served.Splits[^1].ShadowVersion, served.Splits[^1].ShadowPercent));
        await RunAsync("shadow birds@2");
        Assert.Equal((0, 0d, 2, 100d), (served.Splits[^1].CanaryVersion, served.Splits[^1].CanaryPercent, served.Splits[^1].ShadowVersion, served.Splits[^1].ShadowPercent));
    }

    [Fact]
    public async Task A_version_that_is_none_is_named_and_nothing_is_changed()
    {
        var run = await RunAsync("canary birds@9");
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains("birds@9", run.Error, StringComparison.Ordinal);
        Assert.Empty(served.Splits);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("canary birds@2 --percent many")]
    [InlineData("halve birds")]
    public async Task Wrong_usage_is_told_apart(string line) => Assert.Equal(ExitCodes.Usage, (await RunAsync(line)).ExitCode);

    private Task<CommandRun> RunAsync(string line) => CommandRun.OfAsync(["serving", .. line.Split(' '), "--server", grid!.Url]);

    private async Task<Dictionary<int, (string State, string Reason)>> VersionsAfterAsync(string line)
    {
        var run = await RunAsync(line);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("versions").EnumerateArray().ToDictionary(
            version => version.GetProperty("version").GetInt32(),
            version => (version.TryGetProperty("state", out var state) ? state.GetString()! : string.Empty, version.GetProperty("reason").GetString()!));
    }
}
