using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// A sampling map made ready for the kernels. Numerator N and denominator D are affine in the output position; it is counted from the
/// output's centre, the map's value there is taken out and D made 1 there, so that all quantities stay small: float32 then keeps positions
/// within 1e-4 pixels of double precision. What a row needs follows from polynomials in y, so that a row costs a dozen multiplications.
/// Positions come out in fixed point with <see cref="FractionBits"/> fraction bits.
/// </summary>
internal readonly struct WarpCoefficients
{
    public const int FractionBits = 7;

    public const int One = 1 << FractionBits;

    /// <summary>Below this share of D's change across the output the pole is so near the centre that the value there is too large to be taken out.</summary>
    private const double MinCentreShare = 0.1;

    private readonly double yCentre;
    private readonly RowPolynomials r;
    private readonly RowPolynomials c;
    private readonly RowPolynomials q;
    private readonly float row0;
    private readonly float column0;
    private readonly bool isAffine;

    public WarpCoefficients(in SamplingMap map, int outputWidth, int outputHeight, in PixelView source, in SourceBounds bounds, BorderMode border)
    {
        MobiusMap lens = map.Lens.Normalised();
        double xCentre = (outputWidth - 1) / 2.0;
        yCentre = (outputHeight - 1) / 2.0;
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

        (n, nX, nY) = ((n - (value * d)) / unit, (nX - (value * dX)) / unit, (nY - (value * dY)) / unit);
        (d, dX, dY) = (d / unit, dX / unit, dY / unit);
        isAffine = dX == Complex.Zero && dY == Complex.Zero;
        CentreColumn = (float)xCentre;

        SourceFrame frame = map.Source;
        r = RowPolynomials.Of(n, nX, nY, d, dX, dY, frame.RowPerReal * One, frame.RowPerImaginary * One);
        c = RowPolynomials.Of(n, nX, nY, d, dX, dY, frame.ColumnPerReal * One, frame.ColumnPerImaginary * One);
        q = RowPolynomials.Of(d, dX, dY, d, dX, dY, 1, 0);
        var (row, column) = frame.At(value);
        row0 = (float)(row * One);
        column0 = (float)(column * One);

        // int.MinValue is what not-a-number and overflow convert to: it counts as outside in either mode.
        bool replicate = border == BorderMode.Replicate;
        RowMin = replicate ? int.MinValue + 1 : Fixed(bounds.RowMin);
        RowMax = replicate ? int.MaxValue : Fixed(bounds.RowMax);
        ColumnMin = replicate ? int.MinValue + 1 : Fixed(bounds.ColumnMin);
        ColumnMax = replicate ? int.MaxValue : Fixed(bounds.ColumnMax);
        FirstRow = source.Top << FractionBits;
        LastRow = (source.Top + source.Height - 1) << FractionBits;
        FirstColumn = source.Left << FractionBits;
        LastColumn = (source.Left + source.Width - 1) << FractionBits;
        LastTopRow = source.Top + Math.Max(0, source.Height - 2);
        StrideBytes = source.StrideBytes;
        BottomBytes = source.Height > 1 ? source.StrideBytes : 0;
    }

    /// <summary>The output's centre, from which columns are counted.</summary>
    public float CentreColumn { get; }

    /// <summary>First row that shows the photo, fixed point.</summary>
    public int RowMin { get; }

    /// <summary>Last row that shows the photo, fixed point.</summary>
    public int RowMax { get; }

    /// <summary>First column that shows the photo, fixed point.</summary>
    public int ColumnMin { get; }

    /// <summary>Last column that shows the photo, fixed point.</summary>
    public int ColumnMax { get; }

    /// <summary>The first pixel row at hand, fixed point: positions are clamped to the rows and columns at hand before pixels are read.</summary>
    public int FirstRow { get; }

    /// <summary>The last pixel row at hand, fixed point.</summary>
    public int LastRow { get; }

    /// <summary>The first pixel column at hand, fixed point.</summary>
    public int FirstColumn { get; }

    /// <summary>The last pixel column at hand, fixed point.</summary>
    public int LastColumn { get; }

    /// <summary>The last row that can be the upper of a tap's two; the last row is the lower one with all the weight.</summary>
    public int LastTopRow { get; }

    /// <summary>Bytes from one source row to the next.</summary>
    public int StrideBytes { get; }

    /// <summary>Bytes from a tap's upper row to its lower: the stride, or 0 in a photo of one row.</summary>
    public int BottomBytes { get; }

    /// <summary>What the kernels need for an output row, or a row between.</summary>
    public WarpRow Row(double y)
    {
        double distance = y - yCentre;
        return new WarpRow(r.At(distance), c.At(distance), q.At(distance), row0, column0, isAffine);
    }

    private static int Fixed(double index) => (int)Math.Round(index * One);

    /// <summary>The coefficients of one row's quadratic, themselves polynomials in y.</summary>
    private readonly record struct RowPolynomials(double Constant0, double Constant1, double Constant2, double Linear0, double Linear1, double Square)
    {
        /// <summary>Of perReal·Re + perImaginary·Im of N·conj(D).</summary>
        public static RowPolynomials Of(Complex n, Complex nX, Complex nY, Complex d, Complex dX, Complex dY, double perReal, double perImaginary)
        {
            double Part(Complex first, Complex second)
            {
                Complex product = first * Complex.Conjugate(second);
                return (perReal * product.Real) + (perImaginary * product.Imaginary);
            }

            return new RowPolynomials(
                Part(n, d),
                Part(n, dY) + Part(nY, d),
                Part(nY, dY),
                Part(n, dX) + Part(nX, d),
                Part(nY, dX) + Part(nX, dY),
                Part(nX, dX));
        }

        public WarpRow.Quadratic At(double y) => new(
            (float)(Constant0 + (y * (Constant1 + (y * Constant2)))),
            (float)(Linear0 + (y * Linear1)),
            (float)Square);
    }
}
