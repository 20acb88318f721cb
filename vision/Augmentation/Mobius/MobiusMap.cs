using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// A Möbius map w = (A z + B) / (C z + D) of the complex plane in double precision. A picture's plane is z = row + i·column.
/// Multiplying all four coefficients by one complex number leaves the map unchanged.
/// </summary>
/// <param name="A">Coefficient of z in the numerator.</param>
/// <param name="B">Constant of the numerator.</param>
/// <param name="C">Coefficient of z in the denominator; 0 for a similarity.</param>
/// <param name="D">Constant of the denominator.</param>
public readonly record struct MobiusMap(Complex A, Complex B, Complex C, Complex D)
{
    /// <summary>Points closer to each other than this share of the triple's extent count as one.</summary>
    private const double CoincidenceTolerance = 1e-9;

    /// <summary>The map w = z.</summary>
    public static MobiusMap Identity => new(Complex.One, Complex.Zero, Complex.Zero, Complex.One);

    /// <summary>AD - BC; not 0 for a valid map.</summary>
    public Complex Determinant => (A * D) - (B * C);

    /// <summary>The point that goes to infinity, -D/C; null for a similarity, which has none.</summary>
    public Complex? Pole => C == Complex.Zero ? null : -D / C;

    /// <summary>The one map that takes each of three points to its target.</summary>
    /// <exception cref="ArgumentException">Two sources or two targets coincide, or a point is not finite.</exception>
    public static MobiusMap FromThreePoints(Complex source1, Complex source2, Complex source3, Complex target1, Complex target2, Complex target3)
    {
        RequireDistinct("source", source1, source2, source3);
        RequireDistinct("target", target1, target2, target3);
        MobiusMap fromSource = ToZeroOneInfinity(source1, source2, source3);
        MobiusMap fromTarget = ToZeroOneInfinity(target1, target2, target3);
        return fromTarget.Inverse().Compose(fromSource).Normalised();
    }

    /// <summary>The same, with no error where two points coincide: random triples may.</summary>
    internal static bool TryFromThreePoints(
        Complex source1, Complex source2, Complex source3, Complex target1, Complex target2, Complex target3, out MobiusMap map)
    {
        if (!AreDistinct(source1, source2, source3) || !AreDistinct(target1, target2, target3))
        {
            map = Identity;
            return false;
        }

        map = FromThreePoints(source1, source2, source3, target1, target2, target3);
        return true;
    }

    /// <summary>The image of a point; infinite or NaN at the pole.</summary>
    public Complex Apply(Complex z) => ((A * z) + B) / ((C * z) + D);

    /// <summary>|f'(z)|: how much the map enlarges lengths at a point.</summary>
    public double DerivativeMagnitude(Complex z)
    {
        double denominator = Complex.Abs((C * z) + D);
        return Complex.Abs(Determinant) / (denominator * denominator);
    }

    /// <summary>The map back.</summary>
    public MobiusMap Inverse() => new(D, -B, -C, A);

    /// <summary>The map that applies <paramref name="first"/> and then this one.</summary>
    public MobiusMap Compose(MobiusMap first) => new(
        (A * first.A) + (B * first.C),
        (A * first.B) + (B * first.D),
        (C * first.A) + (D * first.C),
        (C * first.B) + (D * first.D));

    /// <summary>The same map with determinant 1, the best conditioned form.</summary>
    /// <exception cref="InvalidOperationException">The determinant is 0 or not finite, so this is no Möbius map.</exception>
    public MobiusMap Normalised()
    {
        Complex root = Complex.Sqrt(Determinant);
        if (!Complex.IsFinite(root) || root == Complex.Zero)
        {
            throw new InvalidOperationException($"A Möbius map needs a finite determinant other than 0; this one has {Determinant}.");
        }

        return new MobiusMap(A / root, B / root, C / root, D / root);
    }

    /// <summary>The same map seen in coordinates z' = scale·z + offset: T f T⁻¹ with T that change of scale and origin.</summary>
    /// <exception cref="ArgumentException">The scale is 0.</exception>
    public MobiusMap ConjugatedBySimilarity(Complex scale, Complex offset)
    {
        if (scale == Complex.Zero)
        {
            throw new ArgumentException("A change of coordinates needs a scale other than 0.", nameof(scale));
        }

        var change = new MobiusMap(scale, offset, Complex.Zero, Complex.One);
        return change.Compose(this).Compose(change.Inverse());
    }

    /// <summary>The map that takes three points to 0, 1 and infinity.</summary>
    private static MobiusMap ToZeroOneInfinity(Complex zero, Complex one, Complex infinity) =>
        new(one - infinity, -zero * (one - infinity), one - zero, -infinity * (one - zero));

    private static void RequireDistinct(string role, Complex point1, Complex point2, Complex point3)
    {
        if (!Complex.IsFinite(point1) || !Complex.IsFinite(point2) || !Complex.IsFinite(point3))
        {
            throw new ArgumentException($"The {role} points {point1}, {point2}, {point3} are not all finite.");
        }

        if (!AreDistinct(point1, point2, point3))
        {
            throw new ArgumentException($"Two of the {role} points {point1}, {point2}, {point3} coincide: three different points are needed to fix a Möbius map.");
        }
    }

    private static bool AreDistinct(Complex point1, Complex point2, Complex point3)
    {
        double side12 = Complex.Abs(point1 - point2);
        double side23 = Complex.Abs(point2 - point3);
        double side31 = Complex.Abs(point3 - point1);
        double extent = Math.Max(side12, Math.Max(side23, side31));
        return Math.Min(side12, Math.Min(side23, side31)) > CoincidenceTolerance * extent;
    }
}
