using System.Runtime.CompilerServices;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Source positions along one output row. With t the distance from the output's centre column,
/// row(t) = Row0 + R(t)/Q(t) and column(t) = Column0 + C(t)/Q(t), all three quadratic: for a Möbius map N/D, Q is |D|² and R, C are
/// the parts of N·conj(D). Where <see cref="IsAffine"/>, Q is 1 and the quadratic terms are 0.
/// </summary>
/// <param name="R">Numerator of the source row, fixed point.</param>
/// <param name="C">Numerator of the source column, fixed point.</param>
/// <param name="Q">Denominator.</param>
/// <param name="Row0">Source row of the output's centre, fixed point.</param>
/// <param name="Column0">Source column of the output's centre, fixed point.</param>
/// <param name="IsAffine">Whether the division can be left out.</param>
internal readonly record struct WarpRow(WarpRow.Quadratic R, WarpRow.Quadratic C, WarpRow.Quadratic Q, float Row0, float Column0, bool IsAffine)
{
    /// <summary>The position at a distance from the centre column, fixed point, in the kernels' very operations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float Row, float Column) At(float distance)
    {
        float inverse = 1 / Q.At(distance);
        return (
            MathF.FusedMultiplyAdd(R.At(distance), inverse, Row0),
            MathF.FusedMultiplyAdd(C.At(distance), inverse, Column0));
    }

    /// <summary>Constant, linear and quadratic coefficient.</summary>
    internal readonly record struct Quadratic(float Constant, float Linear, float Square)
    {
        /// <summary>The value by Horner's rule.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float At(float t) => MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(Square, t, Linear), t, Constant);
    }
}
