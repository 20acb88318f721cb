using BirdGrid.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>Accuracy over epochs as a chart of braille dots, two by four to a character.</summary>
internal sealed class LearningCurve : IRenderable
{
    private const int Rows = 10;
    private const int AxisWidth = 6;
    private const int WidestChart = 100;

    private readonly IReadOnlyList<Series> series;
    private readonly int epochs;

    private LearningCurve(IReadOnlyList<Series> series, int epochs)
    {
        this.series = series;
        this.epochs = epochs;
    }

    /// <summary>The curve of a session's epochs.</summary>
    public static LearningCurve Of(IReadOnlyList<Epoch> epochs)
    {
        string monitored = epochs[^1].MonitoredSplit.ToString().ToLowerInvariant();
        return new LearningCurve(
            [
                new Series("train accuracy", Color.Grey, [.. epochs.Select(e => e.TrainAccuracy)]),
                new Series($"{monitored} accuracy", Color.Green, [.. epochs.Select(e => e.ValidationAccuracy)]),
            ],
            epochs.Count);
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(AxisWidth + 20, Math.Min(maxWidth, WidestChart));

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        int columns = Math.Clamp(Math.Min(maxWidth, WidestChart) - AxisWidth - 2, 10, Math.Max(10, epochs * 4));
        var (low, high) = Range();
        var canvas = new Cell[Rows, columns];
        foreach (var one in series)
        {
            Draw(canvas, one, low, high);
        }

        for (int row = 0; row < Rows; row++)
        {
            double level = high - ((high - low) * row / (Rows - 1));
            yield return new Segment(row % 3 == 0 ? $"{100 * level,4:0} %" : "      ", new Style(Color.Grey));
            yield return new Segment(row % 3 == 0 ? "┤" : "│", new Style(Color.Grey));
            for (int column = 0; column < columns; column++)
            {
                var cell = canvas[row, column];
                yield return new Segment(cell.Dots == 0 ? " " : ((char)(0x2800 + cell.Dots)).ToString(), new Style(cell.Colour));
            }

            yield return Segment.LineBreak;
        }

        yield return new Segment("      └" + new string('─', columns), new Style(Color.Grey));
        yield return Segment.LineBreak;
        yield return new Segment($"       1{$"epoch {epochs}".PadLeft(columns - 1)}", new Style(Color.Grey));
        yield return Segment.LineBreak;
        foreach (var one in series)
        {
            yield return new Segment("       ⣿ ", new Style(one.Colour));
            yield return new Segment(one.Name);
            yield return Segment.LineBreak;
        }
    }

    private (double Low, double High) Range()
    {
        var values = series.SelectMany(s => s.Values).Where(double.IsFinite).ToList();
        if (values.Count == 0)
        {
            return (0, 1);
        }

        // Round figures at the axis, and some height even where the curve is flat.
        double low = Math.Floor(values.Min() * 10) / 10;
        double high = Math.Ceiling(values.Max() * 10) / 10;
        return high - low < 0.1 ? (Math.Max(0, high - 0.1), high) : (low, high);
    }

    private static void Draw(Cell[,] canvas, Series one, double low, double high)
    {
        int width = canvas.GetLength(1) * 2;
        int height = Rows * 4;
        int? before = null;
        for (int x = 0; x < width; x++)
        {
            double position = (double)x / (width - 1) * (one.Values.Count - 1);
            double value = Interpolate(one.Values, position);
            if (!double.IsFinite(value))
            {
                continue;
            }

            int y = Math.Clamp((int)Math.Round((high - value) / (high - low) * (height - 1)), 0, height - 1);
            for (int fill = Math.Min(y, before ?? y); fill <= Math.Max(y, before ?? y); fill++)
            {
                ref var cell = ref canvas[fill / 4, x / 2];
                cell = new Cell(cell.Dots | Dot(x % 2, fill % 4), one.Colour);
            }

            before = y;
        }
    }

    private static double Interpolate(IReadOnlyList<double> values, double position)
    {
        int left = (int)position;
        int right = Math.Min(left + 1, values.Count - 1);
        return values[left] + ((values[right] - values[left]) * (position - left));
    }

    // Unicode's braille patterns number the upper six dots by columns and the lowest two last.
    private static int Dot(int column, int row) => row == 3 ? 0x40 << column : 1 << (row + (3 * column));

    private readonly record struct Cell(int Dots, Color Colour);

    private sealed record Series(string Name, Color Colour, IReadOnlyList<double> Values);
}
