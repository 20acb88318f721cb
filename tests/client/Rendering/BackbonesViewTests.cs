using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Weights;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Rendering;

public sealed class BackbonesViewTests
{
    [Theory]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(120, false)]
    [InlineData(120, true)]
    public void Every_backbone_has_one_line_and_no_line_is_cut(int width, bool isMeasured)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        BackbonesView.Write(console, [.. BackboneRegistry.Configs.Select(config => new BackboneRow(config, File: null, isMeasured ? Throughput(config.Name) : null))]);
        Assert.All(console.Lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.DoesNotContain('…', console.Output);
        foreach (string name in BackboneRegistry.Names)
        {
            Assert.Single(console.Lines, line => line.Contains($"│ {name} ", StringComparison.Ordinal));
        }

        string convnext = console.Lines.Single(line => line.Contains("convnext_small", StringComparison.Ordinal));
        string[] cells = [.. convnext.Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        string[] expected = ["convnext_small", "50.2", "8.68", "83.6", "96.7", "224", "192", .. isMeasured ? ["1234"] : Array.Empty<string>(), .. width == 120 ? ["to fetch"] : Array.Empty<string>()];
        Assert.Equal(expected, cells);
        Assert.Equal(isMeasured, console.Output.Contains("img/s: on cpu, 2 threads, batches of 8", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_weights_are_is_shown_when_there_is_room()
    {
        using var console = new TestConsole();
        console.Profile.Width = 120;
        BackbonesView.Write(
            console,
            [
                new BackboneRow(BackboneRegistry.Find("resnet18"), new PretrainedWeightsFile("/own/resnet18_imagenet1k.pth", PretrainedWeightsSource.Directory), null),
                new BackboneRow(BackboneRegistry.Find("resnet50"), new PretrainedWeightsFile("/cache/resnet50-11ad3fa6.pth", PretrainedWeightsSource.Cache), null),
                new BackboneRow(BackboneRegistry.Find("resnet9"), null, null),
            ]);
        Assert.Contains("own folder", console.Lines.Single(line => line.Contains("│ resnet18", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("none", console.Lines.Single(line => line.Contains("│ resnet9 ", StringComparison.Ordinal)), StringComparison.Ordinal);

        // The second recipe is here, so its accuracy is what one gets.
        string resnet50 = console.Lines.Single(line => line.Contains("│ resnet50", StringComparison.Ordinal));
        Assert.Contains("80.9", resnet50, StringComparison.Ordinal);
        Assert.Contains("cache", resnet50, StringComparison.Ordinal);
    }

    private static InferenceThroughput Throughput(string name) => new(name, 1234, "cpu", Threads: 2, BatchSize: 8, InputSize: 224, Rounds: 5, Seconds: 2.5);
}
