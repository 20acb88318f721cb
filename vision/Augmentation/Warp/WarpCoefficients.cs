using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// A sampling map made ready for the kernels: float32 coefficients of numerator N and denominator D, affine in the output position about
/// the output's centre, with the map's value at that centre taken out and D = 1 there. All quantities then stay small, which keeps the
/// coordinates within 1e-4 pixels of double precision. Positions come out in fixed point with <see cref="FractionBits"/> fraction bits.
/// </summary>
internal readonly struct WarpCoefficients
{
    public const int FractionBits = 7;

    public const int One = 1 << FractionBits;

    /// <summary>Below this share of D's change across the output the pole is so near the centre that the value there is too large to be taken out.</summary>
    private const double MinCentreShare = 0.1;

    public WarpCoefficients(in SamplingMap map, int outputWidth, int outputHeight, in PixelView source, in SourceBounds bounds, BorderMode border)
    {
        MobiusMap lens = map.Lens.Normalised();
        double xCentre = (outputWidth - 1) / 2.0;
        double yCentre = (outputHeight - 1) / 2.0;
        Complex centre = map.Output.At(xCentre, yCentre);
        Complex n = (lens.A * centre) + lens.B;
        Complex nX = lens.A * map.Output.StepX;
        Complex nY = lens.A * map.Output.StepY;
        Complex d = (lens.C * centre) + lens.D;
        Complex dX = lens.C * map.Output.StepX;
        Complex dY = lens.C * map.Output.StepY;

        double change = (Complex.Abs(dX) * Math.Max(1, xCentre)) + (Complex.Abs(dY) * Math.Max(1, yCentre));
        Complex value = Complex.Zero;
        Complex unit = change;
        if (Complex.Abs(d) > MinCentreShare * change)
        {
            value = n / d;
            unit = d;
        }

        XCentre = (float)xCentre;
        YCentre = (float)yCentre;
        (N, NX, NY) = (new Pair((n - (value * d)) / unit), new Pair((nX - (value * dX)) / unit), new Pair((nY - (value * dY)) / unit));
        (D, DX, DY) = (new Pair(d / unit), new Pair(dX / unit), new Pair(dY / unit));

        var (row0, column0) = map.Source.At(value);
        Row0 = (float)(row0 * One);
        RowPerReal = (float)(map.Source.RowPerReal * One);
        RowPerImaginary = (float)(map.Source.RowPerImaginary * One);
        Column0 = (float)(column0 * One);
        ColumnPerReal = (float)(map.Source.ColumnPerReal * One);
        ColumnPerImaginary = (float)(map.Source.ColumnPerImaginary * One);

        // int.MinValue is what not-a-number and overflow convert to: it counts as outside in either mode.
        bool replicate = border == BorderMode.Replicate;
        RowMin = replicate ? int.MinValue + 1 : Fixed(bounds.RowMin);
        RowMax = replicate ? int.MaxValue : Fixed(bounds.RowMax);
        ColumnMin = replicate ? int.MinValue + 1 : Fixed(bounds.ColumnMin);
        ColumnMax = replicate ? int.MaxValue : Fixed(bounds.ColumnMax);
        LastRow = (source.Height - 1) << FractionBits;
        LastColumn = (source.Width - 1) << FractionBits;
    }

    public float XCentre { get; }

    public float YCentre { get; }

    public Pair N { get; }

    public Pair NX { get; }

    public Pair NY { get; }

    public Pair D { get; }

    public Pair DX { get; }

    public Pair DY { get; }

    public float Row0 { get; }

    public float RowPerReal { get; }

    public float RowPerImaginary { get; }

    public float Column0 { get; }

    public float ColumnPerReal { get; }

    public float ColumnPerImaginary { get; }

    /// <summary>First row that shows the photo, fixed point.</summary>
    public int RowMin { get; }

    /// <summary>Last row that shows the photo, fixed point.</summary>
    public int RowMax { get; }

    /// <summary>First column that shows the photo, fixed point.</summary>
    public int ColumnMin { get; }

    /// <summary>Last column that shows the photo, fixed point.</summary>
    public int ColumnMax { get; }

    /// <summary>The photo's last pixel row, fixed point: positions are clamped to it before pixels are read.</summary>
    public int LastRow { get; }

    /// <summary>The photo's last pixel column, fixed point.</summary>
    public int LastColumn { get; }

    /// <summary>The numerator at the output's centre column of a row.</summary>
    public Pair NumeratorOfRow(int y) => N.Plus(NY, y - YCentre);

    /// <summary>The denominator at the output's centre column of a row.</summary>
    public Pair DenominatorOfRow(int y) => D.Plus(DY, y - YCentre);

    /// <summary>The source position of an output pixel times <see cref="One"/>, in the kernels' very operations.</summary>
    public (float Row, float Column) FixedPositionAt(int x, Pair numeratorOfRow, Pair denominatorOfRow)
    {
        Pair n = numeratorOfRow.Plus(NX, x - XCentre);
        Pair d = denominatorOfRow.Plus(DX, x - XCentre);
        float inverse = 1 / MathF.FusedMultiplyAdd(d.Real, d.Real, d.Imaginary * d.Imaginary);
        float real = MathF.FusedMultiplyAdd(n.Real, d.Real, n.Imaginary * d.Imaginary) * inverse;
        float imaginary = MathF.FusedMultiplyAdd(n.Imaginary, d.Real, -(n.Real * d.Imaginary)) * inverse;
        return (
            MathF.FusedMultiplyAdd(RowPerReal, real, MathF.FusedMultiplyAdd(RowPerImaginary, imaginary, Row0)),
            MathF.FusedMultiplyAdd(ColumnPerReal, real, MathF.FusedMultiplyAdd(ColumnPerImaginary, imaginary, Column0)));
    }

    private static int Fixed(double index) => (int)Math.Round(index * One);

    /// <summary>A complex number in single precision.</summary>
    internal readonly record struct Pair(float Real, float Imaginary)
    {
        public Pair(Complex value)
            : this((float)value.Real, (float)value.Imaginary)
        {
        }

        /// <summary>This plus a step a number of times, each part rounded once.</summary>
        public Pair Plus(Pair step, float times) => new(
            MathF.FusedMultiplyAdd(times, step.Real, Real),
            MathF.FusedMultiplyAdd(times, step.Imaginary, Imaginary));
    }
}
