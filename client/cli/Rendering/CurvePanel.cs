using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>One chart: a title, a vertical axis with round figures, the lines, and epochs below.</summary>
/// <param name="title">What is shown.</param>
/// <param name="scale">Vertical axis.</param>
/// <param name="label">Writes a figure of the vertical axis in at most six characters.</param>
/// <param name="series">The lines, the most important one last.</param>
/// <param name="epochs">Epochs of the whole horizontal axis.</param>
/// <param name="bestEpoch">Epoch that is marked on the last line; 0: none.</param>
/// <param name="ends">Texts at the ends of the horizontal axis where it does not count epochs.</param>
internal sealed class CurvePanel(
    string title, AxisScale scale, Func<double, string> label, IReadOnlyList<CurveSeries> series, int epochs, int bestEpoch, (string Left, string Right)? ends = null)
{
    /// <summary>Lines around the drawing: title, axis and epochs.</summary>
    public const int FrameRows = 3;

    private const int LabelWidth = 6;
    private const int FrameWidth = LabelWidth + 2;
    private static readonly Style AxisStyle = new(Color.Grey);

    /// <summary>The lines of the panel, each exactly as wide as asked.</summary>
    /// <param name="width">Width in characters.</param>
    /// <param name="rows">Rows of the drawing: a multiple of the axis' intervals, and one.</param>
    /// <param name="isColoured">Whether there are colours.</param>
    public IEnumerable<IReadOnlyList<Segment>> Render(int width, int rows, bool isColoured)
    {
        int columns = width - FrameWidth;
        var canvas = Draw(columns, rows, isColoured);
        yield return [new Segment(title.PadLeft(FrameWidth + title.Length).PadRight(width), new Style(decoration: Decoration.Bold))];
        int rowsPerTick = (rows - 1) / AxisScale.Intervals;
        for (int row = 0; row < rows; row++)
        {
            bool isTick = row % rowsPerTick == 0;
            string text = isTick ? label(scale.At(1 - ((double)row / (rows - 1)))) : string.Empty;
            yield return [new Segment($"{text,LabelWidth} {(isTick ? '┤' : '│')}", AxisStyle), .. canvas.Render(row)];
        }

        yield return [new Segment($"{new string(' ', LabelWidth)} └{new string('─', columns)}", AxisStyle)];
        yield return [new Segment($"{new string(' ', FrameWidth)}{Epochs(columns)}", AxisStyle)];
    }

    private CurveCanvas Draw(int columns, int rows, bool isColoured)
    {
        var canvas = new CurveCanvas(columns, rows, isColoured);
        foreach (var one in series)
        {
            canvas.Draw(one, scale, epochs);
        }

        if (bestEpoch > 0 && bestEpoch <= series[^1].Values.Count && double.IsFinite(series[^1].Values[bestEpoch - 1]))
        {
            canvas.Mark(series[^1], bestEpoch - 1, scale, epochs, LearningCurveChart.BestColour);
        }

        return canvas;
    }

    private string Epochs(int columns)
    {
        var (first, last) = ends ?? ("1", $"epoch {epochs}");
        return epochs < 2 ? last.PadRight(columns) : first + last.PadLeft(columns - first.Length);
    }
}
