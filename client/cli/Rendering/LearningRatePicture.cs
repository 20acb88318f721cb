using System.Globalization;
using System.Xml.Linq;
using static BirdGrid.Cli.Rendering.SvgDrawing;

namespace BirdGrid.Cli.Rendering;

/// <summary>A learning-rate search as an SVG picture.</summary>
/// <param name="curve">At least one step.</param>
/// <param name="title">What was searched for.</param>
internal sealed class LearningRatePicture(LearningRateCurve curve, string title)
{
    /// <summary>Left edge of the frame.</summary>
    public const double Left = 80;

    /// <summary>Right edge of the frame.</summary>
    public const double Right = 870;

    /// <summary>Upper edge of the frame.</summary>
    public const double Top = 50;

    /// <summary>Lower edge of the frame.</summary>
    public const double Bottom = 470;

    private const int Width = 900;
    private const int Height = 540;
    private const double LineSpacing = 20;
    private const string Grey = "#888";
    private const string Blue = "#4682b4";
    private const string Orange = "#d2691e";
    private const string Green = "#2e8b57";

    private readonly AxisScale scale = AxisScale.FromZero(curve.Points.Select(point => Math.Min(curve.Ceiling, point.SmoothedLoss)));
    private readonly double first = Math.Log10(curve.Points[0].Rate);
    private readonly double last = Math.Log10(curve.Points[^1].Rate);

    /// <summary>The picture.</summary>
    public XDocument ToSvg() => Document(
        Width,
        Height,
        Text((Left + Right) / 2, Top - 20, title, "middle", "black"),
        LossAxis(),
        RateAxis(),
        Curve([.. curve.Points.Select(point => point.Loss)], "#bbb", 1),
        Curve([.. curve.Points.Select(point => point.SmoothedLoss)], Blue, 2.5),
        Mark(curve.SteepestRate, "steepest descent", Orange, line: 1),
        Mark(curve.TenthOfMinimumRate, "a tenth of the minimum", Green, line: 2),
        Text(Left + 10, Top + LineSpacing, "loss of each step (grey), smoothed (blue)", "start", Blue));

    private IEnumerable<XElement> LossAxis()
    {
        for (int tick = 0; tick <= AxisScale.Intervals; tick++)
        {
            double loss = scale.At((double)tick / AxisScale.Intervals);
            yield return Line(Left, Y(loss), Right, Y(loss), "#ddd");
            yield return Text(Left - 8, Y(loss) + 4, loss.ToString("0.###", CultureInfo.InvariantCulture), "end", Grey);
        }

        yield return Text(Left - 8, Top - 20, "loss (nats)", "end", "black");
    }

    private IEnumerable<XElement> RateAxis()
    {
        // A rate that was meant as a power of ten may miss it by a rounding error.
        for (int exponent = (int)Math.Ceiling(first - 1e-9); exponent <= last + 1e-9; exponent++)
        {
            double x = X(exponent);
            yield return Line(x, Top, x, Bottom, "#ddd");
            yield return Text(x, Bottom + LineSpacing, LearningRateChart.Rate(Math.Pow(10, exponent)), "middle", Grey);
        }

        yield return Text((Left + Right) / 2, Bottom + (2 * LineSpacing), "learning rate", "middle", "black");
    }

    private XElement Curve(IReadOnlyList<double> losses, string colour, double width) =>
        Polyline(losses.Select((loss, i) => (X(Math.Log10(curve.Points[i].Rate)), Y(loss))), colour, width);

    private IEnumerable<XElement> Mark(double? rate, string what, string colour, int line)
    {
        if (rate is { } marked)
        {
            double x = X(Math.Log10(marked));
            var dashed = Line(x, Top, x, Bottom, colour);
            dashed.Add(new XAttribute("stroke-dasharray", "6 4"));
            yield return dashed;
            yield return Text(Left + 10, Top + ((line + 1) * LineSpacing), $"{what} {LearningRateChart.Rate(marked)}", "start", colour);
        }
    }

    private double X(double exponent) => last > first ? Left + (Math.Clamp((exponent - first) / (last - first), 0, 1) * (Right - Left)) : Left;

    private double Y(double loss) => Bottom - (scale.Share(loss) * (Bottom - Top));
}
