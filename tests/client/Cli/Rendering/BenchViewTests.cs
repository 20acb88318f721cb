using BirdGrid.Cli.Benchmarking;
using BirdGrid.Cli.Rendering;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Cli.Rendering;

public sealed class BenchViewTests
{
    private static readonly LatencyFigures Latency = new(300, 12, 11.5, 14, 16.25, 103, 240);
    private static readonly LatencyFigures Nothing = new(0, null, null, null, null, null, null);

    private static readonly BenchReport Report = new()
    {
        Target = "classify finches",
        Server = "http://127.0.0.1:5401",
        Photos = 12,
        MeanPhotoBytes = 20_480,
        Percentile = 95,
        StabilityPercent = 10,
        HistogramError = 1.0 / 256,
        Loads =
        [
            Load(4) with { StagesMs = new Dictionary<string, LatencyFigures> { ["compute"] = Latency } },
            Load(8) with { Stable = false, Answers = new Dictionary<string, long> { ["OK"] = 300, ["ResourceExhausted"] = 20, ["Internal"] = 1 }, RefusalLatencyMs = Latency, Unsent = 7 },
        ],
    };

    [Fact]
    public void Loads_are_told_with_percentiles_stages_and_what_went_wrong()
    {
        var console = new TestConsole { Profile = { Width = 160 } };
        BenchView.Write(console, Report);
        Assert.All(
            new[] { "classify finches", "12 photos of 20 KiB", "85.5", "11.5", "16.3", "103", "240", "11.5/16.3/103", "8: 20 ResourceExhausted, 1 Internal", "7 requests were due and not sent", "10 unstable", "0.40 ms" },
            part => Assert.Contains(part, console.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_has_a_curve_for_each_percentile_and_a_bar_for_each_load()
    {
        var picture = new BenchPicture(Report).ToSvg();
        Assert.Equal(4, picture.Descendants().Count(e => e.Name.LocalName == "polyline"));
        Assert.Contains(picture.Descendants(), e => e.Name.LocalName == "text" && e.Value == "concurrent requests");
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Loads_without_answers_can_be_drawn()
    {
        var silent = Report with { Loads = [Load(1) with { RequestsPerSecond = 0, LatencyMs = Nothing, LatenessMs = Nothing }] };
        Assert.DoesNotContain("NaN", new BenchPicture(silent).ToSvg().ToString(), StringComparison.Ordinal);
    }

    private static BenchLoad Load(int concurrency) => new()
    {
        Loop = "closed",
        Concurrency = concurrency,
        Stable = true,
        Windows = concurrency + 2,
        Seconds = 15,
        RequestsPerSecond = 85.5,
        ImagesPerSecond = 85.5,
        LatencyMs = Latency,
        RefusalLatencyMs = Nothing,
        LatenessMs = Latency,
        StagesMs = new Dictionary<string, LatencyFigures>(),
        MeanBatchSize = null,
        Answers = new Dictionary<string, long> { ["OK"] = 300 },
        Unsent = 0,
        ClientCpuMsPerAnswer = 0.4,
    };
}
