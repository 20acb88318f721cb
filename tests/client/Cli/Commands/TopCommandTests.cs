using System.Text.Json;
using BirdGrid.Client.Tests.Support;
using static BirdGrid.Client.Tests.Cli.Serving.ServingLooks;

namespace BirdGrid.Client.Tests.Cli.Commands;

[Collection(ProcessWide.Name)]
public sealed class TopCommandTests
{
    [Fact]
    public async Task Json_has_the_rates_of_every_version()
    {
        await using var grid = await StartAsync();
        var run = await CommandRun.OfAsync("top", "--once", "--json", "--server", grid.Url);
        var version = Assert.Single(JsonDocument.Parse(run.Output).RootElement.GetProperty("versions").EnumerateArray());
        Assert.Equal(30, version.GetProperty("imagesPerSecond").GetDouble());
        Assert.Equal(3, version.GetProperty("rejectionsPerSecond").GetProperty("queue-full").GetDouble());
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("2h")]
    [InlineData("often")]
    public async Task An_interval_that_is_none_is_refused(string interval) =>
        Assert.Equal(2, (await CommandRun.OfAsync("top", "--interval", interval, "--server", "http://127.0.0.1:1")).ExitCode);

    private static Task<FakeGrid> StartAsync() => FakeGrid.StartAsync(looks:
    [
        Look(0, Version(2, Replica(0, requests: 100, images: 150, executions: 40, rejections: ("queue-full", 5)))),
        Look(2, Version(2, Replica(0, requests: 140, images: 210, executions: 55, rejections: ("queue-full", 11)))),
    ]);
}
