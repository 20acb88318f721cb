using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The published three-point maps, in the unit square (row + i·column, as shares of the side).</summary>
public static class MobiusPresets
{
    /// <summary>Number of presets.</summary>
    public const int Count = 8;

    /// <summary>Number of base maps of the restricted random mode.</summary>
    public const int RestrictedCount = 6;

    private static readonly (Complex Source1, Complex Source2, Complex Source3, Complex Target1, Complex Target2, Complex Target3)[] Restricted =
    [
        (P(.25, .5), P(.5, .75), P(.75, .5), P(.5, .25), P(.25, .5), P(.5, .75)),
        (P(.25, .5), P(.5, .25), P(.75, .5), P(.5, .75), P(.25, .5), P(.5, .25)),
        (P(.25, .75), P(.5, .5), P(.75, .25), P(.25, .75), P(.5, .5), P(.75, .25)),
        (P(.25, .5), P(.5, .75), P(.75, .5), P(.25, .5), P(.5, .75), P(.75, .5)),
        (P(.25, .5), P(.5, .75), P(.75, .5), P(.75, .5), P(.5, .25), P(.25, .5)),
        (P(.25, .5), P(.5, .25), P(.75, .5), P(.75, .5), P(.5, .75), P(.25, .5)),
    ];

    /// <summary>One of the eight presets, as a map from source to output.</summary>
    /// <param name="index">0 clockwise 90°, 1 clockwise twist, 2 and 3 spread, 4 counter-clockwise twist, 5 counter-clockwise 90°, 6 inverse (180°), 7 inverse spread.</param>
    /// <param name="sidePixels">Side of the picture in pixels: some points lie one pixel from its edge.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not 0 to 7, or the side is below 4 pixels.</exception>
    public static MobiusMap Get(int index, int sidePixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sidePixels, 4);
        double near = 1.0 / sidePixels;
        double far = 1 - near;
        return index switch
        {
            0 => MobiusMap.FromThreePoints(P(near, .5), P(.5, .8), P(.6, .5), P(.5, far), P(.9, .5), P(.5, .4)),
            1 => MobiusMap.FromThreePoints(P(near, .5), P(.5, .8), P(.6, .5), P(.5, far), TwistOuter, TwistInner),
            2 => MobiusMap.FromThreePoints(P(.3, .5), P(.5, .7), P(.7, .5), P(.2, .5), P(.5, .8), P(.8, .5)),
            3 => MobiusMap.FromThreePoints(P(.3, .3), P(.6, .8), P(.7, .3), P(.2, .3), P(.6, .9), P(.8, .2)),
            4 => MobiusMap.FromThreePoints(P(.5, far), P(.9, .5), P(.5, .4), P(near, .5), P(.5, .8), P(.6, .5)),
            5 => MobiusMap.FromThreePoints(P(.5, far), TwistOuter, TwistInner, P(near, .5), P(.5, .8), P(.6, .5)),
            6 => MobiusMap.FromThreePoints(P(near, .5), P(.5, .9), P(far, .5), P(far, .5), P(.5, .1), P(near, .5)),
            7 => MobiusMap.FromThreePoints(P(.1, .5), P(.5, .8), P(.9, .5), P(far, .5), P(.5, .1), P(near, .5)),
            _ => throw new ArgumentOutOfRangeException(nameof(index), index, $"Möbius presets are numbered 0 to {Count - 1}."),
        };
    }

    private static Complex TwistOuter => P(.5 + (.3 * Math.Sin(Radians(72))), .5 + (.3 * Math.Cos(Radians(72))));

    private static Complex TwistInner => P(.5 + (.1 * Math.Cos(Radians(18))), .5 - (.1 * Math.Sin(Radians(18))));

    /// <summary>One of the six base maps of the restricted random mode with its three targets moved.</summary>
    internal static MobiusMap GetRestricted(int index, Complex move1, Complex move2, Complex move3)
    {
        var (source1, source2, source3, target1, target2, target3) = Restricted[index];
        return MobiusMap.FromThreePoints(source1, source2, source3, target1 + move1, target2 + move2, target3 + move3);
    }

    private static Complex P(double row, double column) => new(row, column);

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
