using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Where plane points lie in a source photo: an affine map to pixel indices (the centre of the top-left pixel is row 0, column 0).</summary>
/// <param name="Row0">Row of the plane's origin.</param>
/// <param name="RowPerReal">Rows per unit of the real part.</param>
/// <param name="RowPerImaginary">Rows per unit of the imaginary part.</param>
/// <param name="Column0">Column of the plane's origin.</param>
/// <param name="ColumnPerReal">Columns per unit of the real part.</param>
/// <param name="ColumnPerImaginary">Columns per unit of the imaginary part.</param>
public readonly record struct SourceFrame(
    double Row0,
    double RowPerReal,
    double RowPerImaginary,
    double Column0,
    double ColumnPerReal,
    double ColumnPerImaginary)
{
    /// <summary>Plane points are pixel indices: row + i·column.</summary>
    public static SourceFrame PixelIndices => new(0, 1, 0, 0, 0, 1);

    /// <summary>Signed area of the plane's unit square in the photo, pixels.</summary>
    public double Determinant => (RowPerReal * ColumnPerImaginary) - (RowPerImaginary * ColumnPerReal);

    /// <summary>The unit square laid over a box of the photo that is turned about its centre.</summary>
    /// <param name="centreX">Centre of the box, pixels from the photo's left edge.</param>
    /// <param name="centreY">Centre of the box, pixels from the photo's top edge.</param>
    /// <param name="width">Width of the box in pixels.</param>
    /// <param name="height">Height of the box in pixels.</param>
    /// <param name="angleRadians">Angle by which the box is turned.</param>
    public static SourceFrame OverBox(double centreX, double centreY, double width, double height, double angleRadians)
    {
        double cosine = Math.Cos(angleRadians);
        double sine = Math.Sin(angleRadians);
        double rowPerReal = height * cosine;
        double rowPerImaginary = width * sine;
        double columnPerReal = -height * sine;
        double columnPerImaginary = width * cosine;
        return new SourceFrame(
            centreY - 0.5 - ((rowPerReal + rowPerImaginary) / 2),
            rowPerReal,
            rowPerImaginary,
            centreX - 0.5 - ((columnPerReal + columnPerImaginary) / 2),
            columnPerReal,
            columnPerImaginary);
    }

    /// <summary>The photo's position of a plane point.</summary>
    public (double Row, double Column) At(Complex z) => (
        Row0 + (RowPerReal * z.Real) + (RowPerImaginary * z.Imaginary),
        Column0 + (ColumnPerReal * z.Real) + (ColumnPerImaginary * z.Imaginary));

    /// <summary>The plane point of a photo's position.</summary>
    public Complex PlaneAt(double row, double column)
    {
        double dRow = row - Row0;
        double dColumn = column - Column0;
        return new Complex(
            ((dRow * ColumnPerImaginary) - (RowPerImaginary * dColumn)) / Determinant,
            ((RowPerReal * dColumn) - (dRow * ColumnPerReal)) / Determinant);
    }

    /// <summary>The same frame with rows and columns moved.</summary>
    public SourceFrame Shifted(double rows, double columns) => this with { Row0 = Row0 + rows, Column0 = Column0 + columns };

    /// <summary>The same frame over the photo at half size, where index p becomes (p + 0.5) / 2 - 0.5.</summary>
    public SourceFrame Halved() => new(
        (Row0 / 2) - 0.25,
        RowPerReal / 2,
        RowPerImaginary / 2,
        (Column0 / 2) - 0.25,
        ColumnPerReal / 2,
        ColumnPerImaginary / 2);
}
