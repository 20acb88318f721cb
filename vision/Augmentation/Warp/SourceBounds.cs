namespace BirdGrid.Vision.Augmentation;

/// <summary>Source positions (pixel indices, both ends included) that show the photo; outside is the border's business.</summary>
internal readonly record struct SourceBounds(double RowMin, double RowMax, double ColumnMin, double ColumnMax)
{
    /// <summary>The positions of a photo.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rimPixels">How far beyond the outermost pixel centres the photo reaches: 0 as in SciPy, 0.5 for whole pixel areas.</param>
    public static SourceBounds Of(int width, int height, double rimPixels) => new(-rimPixels, height - 1 + rimPixels, -rimPixels, width - 1 + rimPixels);

    public bool Contains(double row, double column) => row >= RowMin && row <= RowMax && column >= ColumnMin && column <= ColumnMax;

    /// <summary>The same positions of the photo at half size.</summary>
    public SourceBounds Halved() => new(Half(RowMin), Half(RowMax), Half(ColumnMin), Half(ColumnMax));

    /// <summary>The same positions with rows and columns moved.</summary>
    public SourceBounds Shifted(double rows, double columns) => new(RowMin + rows, RowMax + rows, ColumnMin + columns, ColumnMax + columns);

    /// <summary>Grown to include a position and a margin about it.</summary>
    public SourceBounds Including((double Row, double Column) position, double rowMargin, double columnMargin) => new(
        Math.Min(RowMin, position.Row - rowMargin),
        Math.Max(RowMax, position.Row + rowMargin),
        Math.Min(ColumnMin, position.Column - columnMargin),
        Math.Max(ColumnMax, position.Column + columnMargin));

    private static double Half(double index) => (index / 2) - 0.25;
}
