namespace BirdGrid.Cli.Rendering;

/// <summary>A curve in one line of characters.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Lowest and highest of several curves, so that they compare.</summary>
    public static AxisScale ScaleOf(IEnumerable<IEnumerable<double>> curves)
    {
        double[] finite = [.. curves.SelectMany(c => c).Where(double.IsFinite)];
        return finite.Length == 0 || finite.Min() == finite.Max() ? new AxisScale(0, finite.DefaultIfEmpty(1).Max()) : new AxisScale(finite.Min(), finite.Max());
    }

    /// <summary>The curve; where it has more values than there are columns, the last of each column's.</summary>
    /// <param name="values">Values; what is not finite is a gap.</param>
    /// <param name="columns">Width in characters, at least 1.</param>
    /// <param name="scale">Bottom and top.</param>
    public static string Of(IReadOnlyList<double> values, int columns, AxisScale scale)
    {
        int width = Math.Min(values.Count, columns);
        return string.Concat(Enumerable.Range(1, width).Select(column => Block(values[(int)((long)column * values.Count / width) - 1], scale)));
    }

    private static char Block(double value, AxisScale scale) =>
        double.IsFinite(value) ? Blocks[(int)Math.Round(scale.Share(value) * (Blocks.Length - 1))] : ' ';
}
