using BirdGrid.Cli.Rendering;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Rendering;

public sealed class WeightsViewTests
{
    [Theory]
    [InlineData(80, false)]
    [InlineData(80, true)]
    [InlineData(120, false)]
    [InlineData(120, true)]
    public void Every_file_has_one_line_and_no_line_is_cut(int width, bool showsAll)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        var rows = BackboneRegistry.Configs.SelectMany(config => config.Weights.Select(weights => WeightsRow.Missing(config.Name, weights))).ToList();
        var options = new PretrainedWeightsOptions { Directory = null, CacheDirectory = "/cache", Offline = true };
        WeightsView.Write(console, rows, options, showsAll);
        Assert.DoesNotContain('…', console.Output);
        Assert.All(rows, row => Assert.Single(console.Lines, line => line.Contains($"│ {row.File} ", StringComparison.Ordinal) && line.TrimEnd().Length <= width));
        Assert.Contains("/cache", console.Output, StringComparison.Ordinal);
        Assert.Contains("BirdGrid:Weights:Offline", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_that_files_come_from_is_shown()
    {
        using var console = new TestConsole();
        WeightsView.Write(console, [], new PretrainedWeightsOptions { Mirror = new Uri("https://mirror.example/models") }, showsAll: false);
        Assert.Contains("https://mirror.example/models", console.Output, StringComparison.Ordinal);
    }
}
