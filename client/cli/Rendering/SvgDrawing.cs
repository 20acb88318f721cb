using System.Globalization;
using System.Xml.Linq;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// Elements of SVG pictures. Written by hand: plotting libraries draw their text with SkiaSharp, whose dependency-free build finds no fonts, while an
/// SVG's viewer brings its own.
/// </summary>
internal static class SvgDrawing
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A picture on white.</summary>
    public static XDocument Document(double width, double height, params object[] content) => new(new XElement(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
        new XAttribute("font-family", "sans-serif"),
        new XAttribute("font-size", 13),
        Rectangle(0, 0, width, height, "white"),
        content));

    /// <summary>A filled rectangle.</summary>
    public static XElement Rectangle(double x, double y, double width, double height, string colour) => new(
        Svg + "rect",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("fill", colour));

    /// <summary>A line.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string colour) => new(
        Svg + "line",
        new XAttribute("x1", Number(x1)),
        new XAttribute("y1", Number(y1)),
        new XAttribute("x2", Number(x2)),
        new XAttribute("y2", Number(y2)),
        new XAttribute("stroke", colour));

    /// <summary>Connected lines.</summary>
    public static XElement Polyline(IEnumerable<(double X, double Y)> points, string colour, double width) => new(
        Svg + "polyline",
        new XAttribute("points", string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", colour),
        new XAttribute("stroke-width", Number(width)));

    /// <summary>A filled circle.</summary>
    public static XElement Dot(double x, double y, double radius, string colour) => new(
        Svg + "circle", new XAttribute("cx", Number(x)), new XAttribute("cy", Number(y)), new XAttribute("r", Number(radius)), new XAttribute("fill", colour));

    /// <summary>A text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="colour">Its colour.</param>
    public static XElement Text(double x, double y, string text, string anchor, string colour) => new(
        Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), new XAttribute("fill", colour), text);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
