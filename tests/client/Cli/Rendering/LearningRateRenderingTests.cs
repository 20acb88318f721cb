using System.Xml.Linq;
using BirdGrid.Cli;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Client.Tests.Cli.Rendering;

/// <summary>A learning-rate search as chart and as picture.</summary>
public sealed class LearningRateRenderingTests
{
    // Falls to its minimum at 1e-2 and explodes afterwards.
    private static readonly LearningRateCurve Curve = new(
        [.. Enumerable.Range(0, 41).Select(i => Point(Math.Pow(10, -5 + (i / 10.0))))], SteepestRate: 1e-3, TenthOfMinimumRate: 2e-3);

    [Fact]
    public void The_chart_has_the_curve_its_rates_and_the_steepest_step()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 80;
        console.Write(new LearningRateChart(Curve));
        string chart = writer.ToString();
        Assert.Contains("loss over learning rate", chart, StringComparison.Ordinal);
        Assert.Contains("1e-05", chart, StringComparison.Ordinal);
        Assert.Contains("0.1", chart, StringComparison.Ordinal);
        Assert.Single(chart, character => character == 'O');
        Assert.InRange(chart.Count(character => character == '*'), 20, 300);
    }

    [Fact]
    public void A_search_of_which_every_loss_is_the_same_is_drawn()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Write(new LearningRateChart(new LearningRateCurve([new LearningRatePoint { Rate = 1, Loss = 1, SmoothedLoss = 1 }], null, null)));
        Assert.Contains("*", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_is_written_in_both_formats()
    {
        string folder = Directory.CreateTempSubdirectory("birdgrid-plot-").FullName;
        try
        {
            string svg = Path.Combine(folder, "lr.svg");
            LearningRatePlot.Write(svg, Curve, "birds: learning rate");
            Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);

            string png = Path.Combine(folder, "lr.png");
            LearningRatePlot.Write(png, Curve, "birds: learning rate");
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]);
            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Another_format_is_refused() =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CommandException>(() => LearningRatePlot.RequireFormat("lr.gif")).ExitCode);

    private static LearningRatePoint Point(double rate)
    {
        double loss = 2 - (1.5 / (1 + Math.Pow(1e-3 / rate, 2))) + Math.Pow(rate / 0.05, 4);
        return new LearningRatePoint { Rate = rate, Loss = loss, SmoothedLoss = loss };
    }
}
