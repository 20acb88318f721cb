namespace BirdGrid.TestSupport;

/// <summary>
/// How far two computations of the same gradient may lie apart that differ in the order of their sums alone: other kernels (the instruction set of the
/// processor, the number of photos that are computed together) or a batch that devices share. Bounds are relative to the gradient's length and
/// follow from the number format and the network, not from a machine. Errors of single operations are taken as independent, as in Higham and Mary
/// 2019, "A new approach to probabilistic rounding error analysis": a sum of n terms errs by sqrt(n) unit roundoffs, not by n.
/// </summary>
internal static class RoundingBound
{
    /// <summary>Unit roundoff of float: half the distance from 1 to the next number.</summary>
    public const double Float = 1.0 / (1 << 24);

    /// <summary>Unit roundoff of double.</summary>
    public const double Double = 1.0 / (1L << 53);

    // Of a standard normal distribution at 0.
    private const double DensityAtZero = 0.4;

    /// <summary>Largest relative difference of two gradients while every unit is on the same side of its kink in both.</summary>
    /// <param name="layers">Layers with weights; a gradient passes each of them forward and backward.</param>
    /// <param name="longestSum">Terms of the longest sum: a dot product of a layer, or photos x positions of a weight's gradient.</param>
    /// <param name="unitRoundoff">Of the number format.</param>
    public static double OfGradient(int layers, int longestSum, double unitRoundoff) => 2 * layers * Math.Sqrt(longestSum) * unitRoundoff;

    /// <summary>
    /// Units to be expected on the other side of their kink, the zero of a rectifier or the tie of a maximum: those whose value is smaller than its own
    /// rounding error. Values are about standard normal.
    /// </summary>
    /// <param name="units">Rectified or compared values of a batch.</param>
    /// <param name="longestSum">Terms of a value's sum.</param>
    /// <param name="unitRoundoff">Of the number format.</param>
    public static double FlippedUnits(long units, int longestSum, double unitRoundoff) => units * 2 * DensityAtZero * Math.Sqrt(longestSum) * unitRoundoff;

    /// <summary>
    /// Relative change of a gradient by units that flipped. A gradient is not continuous there: such a unit's whole part of it comes or goes. One of n units of
    /// a layer has 1/sqrt(n) of the gradient's length, since their parts have no common direction.
    /// </summary>
    /// <param name="flipped">Units that flipped.</param>
    /// <param name="smallestLayer">Units of a batch in the layer that has the fewest.</param>
    public static double OfFlips(double flipped, long smallestLayer) => Math.Sqrt(flipped / smallestLayer);
}
