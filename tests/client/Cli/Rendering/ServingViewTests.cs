using BirdGrid.Cli.Rendering;
using BirdGrid.Cli.Serving;
using BirdGrid.V1;
using Spectre.Console.Testing;
using static BirdGrid.Client.Tests.Cli.Serving.ServingLooks;

namespace BirdGrid.Client.Tests.Cli.Rendering;

public sealed class ServingViewTests
{
    [Fact]
    public void A_version_is_told_with_its_state_its_rates_and_its_stages()
    {
        string text = Render(
            Look(0, Version(2, Replica(0, requests: 100, images: 150, executions: 40, rejections: ("queue-full", 5)))),
            Look(2, Version(2, Replica(0, requests: 140, images: 210, executions: 55, rejections: ("queue-full", 11)))));
        Assert.All(
            new[] { "finches@2", "champion", "onnxruntime fp32 cpu", "ready 1:07", "asked for", "100 %", "30.0", "20.0 req", "4.00", "2.00 + 0.50 + 10.0 + 0.50", "3.00 queue-full", "30 MiB" },
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_grid_says_is_shown_as_it_is_and_not_as_markup()
    {
        var odd = new VersionServing { Model = "a[b]", Version = 1, State = ServingState.Failed, Reason = "broken [red] weights" };
        string text = Render(Look(0, odd), Look(1, odd));
        Assert.Contains("a[b]@1", text, StringComparison.Ordinal);
        Assert.Contains("broken [red] weights", text, StringComparison.Ordinal);
        Assert.Contains("failed", text, StringComparison.Ordinal);
    }

    private static string Render(GridServing before, GridServing now)
    {
        var console = new TestConsole { Profile = { Width = 160 } };
        console.Write(ServingView.Table(ServingRates.Between(before, now)));
        return console.Output;
    }
}
