using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// A drawing area of characters. With colours it draws braille dots, two by four to a character; without, where the lines could not be told
/// apart, it draws each line's mark.
/// </summary>
internal sealed class CurveCanvas
{
    private const int BraillePatterns = 0x2800;

    private readonly bool isColoured;
    private readonly int columns;
    private readonly int rows;
    private readonly Cell[] cells;

    /// <summary>An empty canvas.</summary>
    /// <param name="columns">Width in characters.</param>
    /// <param name="rows">Height in characters.</param>
    /// <param name="isColoured">Whether colours tell the lines apart.</param>
    public CurveCanvas(int columns, int rows, bool isColoured)
    {
        this.columns = columns;
        this.rows = rows;
        this.isColoured = isColoured;
        cells = new Cell[columns * rows];
    }

    private int DotsAcross => isColoured ? 2 : 1;

    private int DotsDown => isColoured ? 4 : 1;

    /// <summary>Draws a line through a series' values; later lines lie above earlier ones.</summary>
    /// <param name="series">The values.</param>
    /// <param name="scale">Vertical axis.</param>
    /// <param name="epochs">Epochs of the whole horizontal axis.</param>
    public void Draw(CurveSeries series, AxisScale scale, int epochs)
    {
        (int X, int Y)? before = null;
        for (int i = 0; i < series.Values.Count; i++)
        {
            if (!double.IsFinite(series.Values[i]))
            {
                before = null;
                continue;
            }

            var point = (X: Column(i, epochs), Y: Row(scale.Share(series.Values[i])));
            Connect(before ?? point, point, series);
            before = point;
        }
    }

    /// <summary>Marks the value of one epoch with a bullet.</summary>
    public void Mark(CurveSeries series, int index, AxisScale scale, int epochs, Color colour)
    {
        int cell = (Row(scale.Share(series.Values[index])) / DotsDown * columns) + (Column(index, epochs) / DotsAcross);
        cells[cell] = new Cell(0, isColoured ? '●' : 'O', colour);
    }

    /// <summary>A row of the canvas, all its columns wide.</summary>
    public IEnumerable<Segment> Render(int row)
    {
        for (int column = 0; column < columns; column++)
        {
            var cell = cells[(row * columns) + column];
            yield return cell.IsEmpty ? new Segment(" ") : new Segment(cell.Text.ToString(), new Style(cell.Colour));
        }
    }

    private int Column(int index, int epochs) => epochs < 2 ? 0 : (int)Math.Round((double)index / (epochs - 1) * ((columns * DotsAcross) - 1));

    // The ends of the scale lie in the middle of the outermost rows, where the axis has its ticks.
    private int Row(double share) => (int)Math.Round((1 - share) * (rows - 1) * DotsDown) + ((DotsDown - 1) / 2);

    private void Connect((int X, int Y) from, (int X, int Y) to, CurveSeries series)
    {
        int steps = Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        for (int i = 0; i <= steps; i++)
        {
            Dot(from.X + (int)Math.Round((double)(to.X - from.X) * i / steps), from.Y + (int)Math.Round((double)(to.Y - from.Y) * i / steps), series);
        }
    }

    private void Dot(int x, int y, CurveSeries series)
    {
        ref var cell = ref cells[(y / DotsDown * columns) + (x / DotsAcross)];
        cell = new Cell(isColoured ? cell.Dots | BrailleDot(x % 2, y % 4) : 0, series.Mark, series.Colour);
    }

    // Unicode's braille patterns number the upper six dots by columns and the lowest two last.
    private static int BrailleDot(int column, int row) => row == 3 ? 0x40 << column : 1 << (row + (3 * column));

    private readonly record struct Cell(int Dots, char Mark, Color Colour)
    {
        public bool IsEmpty => Dots == 0 && Mark == default;

        public char Text => Dots == 0 ? Mark : (char)(BraillePatterns + Dots);
    }
}
