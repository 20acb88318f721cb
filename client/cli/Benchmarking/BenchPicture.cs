using System.Globalization;
using System.Xml.Linq;
using BirdGrid.Cli.Rendering;
using static BirdGrid.Cli.Rendering.SvgDrawing;

namespace BirdGrid.Cli.Benchmarking;

/// <summary>Loads as an SVG picture: latency percentiles over throughput, and where the mean request's time went.</summary>
/// <param name="report">At least one load.</param>
internal sealed class BenchPicture(BenchReport report)
{
    private const double Width = 1180;
    private const double Height = 520;
    private const double Top = 70;
    private const double Bottom = 420;
    private const double CurvesLeft = 70;
    private const double CurvesRight = 600;
    private const double BarsLeft = 690;
    private const double BarsRight = 1160;
    private const double LineSpacing = 18;
    private const double LegendWidth = 82;
    private const double WidestBar = 44;
    private const string Grey = "#666";

    private static readonly (string Name, string Colour, Func<LatencyFigures, double?> Of)[] Percentiles =
    [
        ("p50", "#2e8b57", f => f.P50),
        ("p90", "#4682b4", f => f.P90),
        ("p95", "#d2691e", f => f.P95),
        ("p99", "#b22222", f => f.P99),
    ];

    private static readonly (string Name, string Colour, Func<BenchLoad, double> Of)[] Parts =
    [
        ("lateness", "#d8bfd8", l => l.LatenessMs.Mean ?? 0),
        ("transport", "#b0c4de", l => Stage(l, "transport")),
        ("decode", "#e9a23b", l => Stage(l, "decode")),
        ("queue", "#cd5c5c", l => Stage(l, "queue")),
        ("compute", "#3c8d5a", l => Stage(l, "compute")),
        ("other", "#999999", l => Math.Max(0, Stage(l, "total") - Stage(l, "decode") - Stage(l, "queue") - Stage(l, "compute"))),
    ];

    private readonly AxisScale throughput = AxisScale.FromZero(report.Loads.Select(l => l.RequestsPerSecond));
    private readonly AxisScale latency = AxisScale.FromZero(report.Loads.Select(l => l.LatencyMs.P99 ?? 0));
    private readonly AxisScale parts = AxisScale.FromZero(report.Loads.Select(l => Parts.Sum(p => p.Of(l))));

    /// <summary>The picture.</summary>
    public XDocument ToSvg() => Document(
        Width,
        Height,
        Text(CurvesLeft, 26, report.Target, "start", "black"),
        Text(CurvesLeft, Top - 20, "latency (ms)", "start", Grey),
        Axis(CurvesLeft, CurvesRight, latency),
        ThroughputAxis(),
        Percentiles.Select(p => Curve(p.Colour, p.Of)),
        Labels(),
        Percentiles.Select((p, i) => Legend(CurvesLeft + (i * LegendWidth), p.Name, p.Colour)),
        Unstable(),
        Text(BarsLeft, Top - 20, "where the mean request's time went (ms)", "start", Grey),
        Axis(BarsLeft, BarsRight, parts),
        report.Loads.Select(Bar),
        Text((BarsLeft + BarsRight) / 2, Bottom + (2.2 * LineSpacing), report.Loads[0].Concurrency is null ? "requests sent per second" : "concurrent requests", "middle", "black"),
        Parts.Where(p => report.Loads.Any(l => p.Of(l) > 0)).Select((p, i) => Legend(BarsLeft + (i * LegendWidth), p.Name, p.Colour)));

    private static IEnumerable<XElement> Axis(double left, double right, AxisScale scale)
    {
        for (int tick = 0; tick <= AxisScale.Intervals; tick++)
        {
            double value = scale.At((double)tick / AxisScale.Intervals);
            yield return Line(left, Y(scale, value), right, Y(scale, value), "#ddd");
            yield return Text(left - 8, Y(scale, value) + 4, Number(value), "end", Grey);
        }
    }

    private IEnumerable<XElement> ThroughputAxis()
    {
        for (int tick = 0; tick <= AxisScale.Intervals; tick++)
        {
            double value = throughput.At((double)tick / AxisScale.Intervals);
            yield return Line(X(value), Top, X(value), Bottom, "#eee");
            yield return Text(X(value), Bottom + LineSpacing, Number(value), "middle", Grey);
        }

        yield return Text((CurvesLeft + CurvesRight) / 2, Bottom + (2.2 * LineSpacing), "answers per second", "middle", "black");
    }

    private IEnumerable<XElement> Curve(string colour, Func<LatencyFigures, double?> percentile)
    {
        var points = report.Loads.Where(l => percentile(l.LatencyMs) is not null)
            .Select(l => (Load: l, X: X(l.RequestsPerSecond), Y: Y(latency, percentile(l.LatencyMs)!.Value))).ToList();
        yield return Polyline(points.Select(p => (p.X, p.Y)), colour, 2);
        foreach (var point in points)
        {
            yield return Dot(point.X, point.Y, point.Load.Stable ? 4 : 2, colour);
        }
    }

    private IEnumerable<XElement> Labels() => report.Loads.Where(l => l.LatencyMs.P99 is not null)
        .Select(l => Text(X(l.RequestsPerSecond), Y(latency, l.LatencyMs.P99!.Value) - 9, l.Label, "middle", Grey));

    // A load is marked small where its windows did not agree.
    private IEnumerable<XElement> Unstable() =>
        report.Loads.All(l => l.Stable) ? [] : [Text(CurvesLeft + (Percentiles.Length * LegendWidth), Height - 30, "small: not stable", "start", Grey)];

    private IEnumerable<XElement> Bar(BenchLoad load, int index)
    {
        double slot = (BarsRight - BarsLeft) / report.Loads.Count;
        double width = Math.Min(WidestBar, slot * 0.7);
        double middle = BarsLeft + ((index + 0.5) * slot);
        double below = 0;
        foreach (var (_, colour, of) in Parts)
        {
            double above = below + of(load);
            yield return Rectangle(middle - (width / 2), Y(parts, above), width, Y(parts, below) - Y(parts, above), colour);
            below = above;
        }

        yield return Text(middle, Bottom + LineSpacing, load.Concurrency is null ? Number(load.Rate ?? 0) : load.Label, "middle", Grey);
    }

    private static IEnumerable<XElement> Legend(double x, string name, string colour)
    {
        yield return Rectangle(x, Height - 40, 12, 12, colour);
        yield return Text(x + 17, Height - 30, name, "start", "black");
    }

    private static double Stage(BenchLoad load, string stage) => load.StagesMs.GetValueOrDefault(stage)?.Mean ?? 0;

    private static double Y(AxisScale scale, double value) => Bottom - (scale.Share(value) * (Bottom - Top));

    private double X(double requestsPerSecond) => CurvesLeft + (throughput.Share(requestsPerSecond) * (CurvesRight - CurvesLeft));

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
