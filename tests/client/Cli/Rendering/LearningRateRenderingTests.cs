using System.Globalization;
using System.Xml.Linq;
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
    public void The_picture_has_both_lines_within_the_frame_and_says_what_they_are()
    {
        var svg = new LearningRatePicture(Curve, "ants & bees: learning rate").ToSvg();
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        string[] texts = [.. Elements("text").Select(text => text.Value)];
        Assert.Contains("ants & bees: learning rate", texts);
        Assert.Contains("steepest descent 0.001", texts);
        Assert.Contains("a tenth of the minimum 0.002", texts);
        Assert.Superset(new HashSet<string> { "1e-05", "0.0001", "0.001", "0.01", "0.1" }, texts.ToHashSet());

        var lines = Elements("polyline").ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.All(Points(line), point => Assert.True(
            point is { X: >= LearningRatePicture.Left and <= LearningRatePicture.Right, Y: >= LearningRatePicture.Top and <= LearningRatePicture.Bottom }, $"{point}")));
        Assert.All(lines, line => Assert.Equal(Curve.Points.Count, Points(line).Count));

        IEnumerable<XElement> Elements(string name) => svg.Descendants().Where(element => element.Name.LocalName == name);

        static List<(double X, double Y)> Points(XElement line) =>
        [
            .. line.Attribute("points")!.Value.Split(' ').Select(pair => pair.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())
                .Select(pair => (pair[0], pair[1])),
        ];
    }

    private static LearningRatePoint Point(double rate)
    {
        double loss = 2 - (1.5 / (1 + Math.Pow(1e-3 / rate, 2))) + Math.Pow(rate / 0.05, 4);
        return new LearningRatePoint { Rate = rate, Loss = loss, SmoothedLoss = loss };
    }
}
