using BirdGrid.Cli.Rendering;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Client.Tests.Cli;

public sealed class LearningCurveTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void The_chart_fits_the_terminal_and_rises(int width)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Write(LearningCurve.Of([.. Enumerable.Range(1, 20).Select(e => new Epoch { Epoch_ = e, TrainAccuracy = e / 20.0, ValidationAccuracy = e / 25.0, MonitoredSplit = Split.Validation })]));

        string[] lines = writer.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, $"{line.Length} characters"));
        Assert.Contains(lines, line => line.Contains("epoch 20", StringComparison.Ordinal));

        // Accuracy rises: the first row of dots is filled to the right of the last.
        int top = lines.First(l => l.Any(IsDots)).ToList().FindIndex(IsDots);
        int bottom = lines.Last(l => l.Any(IsDots) && l.Contains('│', StringComparison.Ordinal)).ToList().FindIndex(IsDots);
        Assert.True(top > bottom, $"top row begins at {top}, bottom row at {bottom}");
    }

    private static bool IsDots(char c) => c is > '\u2800' and <= '\u28FF';
}
