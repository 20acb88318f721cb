using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The whole geometry of one output as one map from its pixels to positions in the source: into the complex plane (with the flip),
/// through a Möbius map, then affinely into the photo (crop, aspect, rotation). Photos are sampled with it once; points and boxes go the other way.
/// </summary>
/// <param name="Output">Where the output's pixels lie in the plane.</param>
/// <param name="Lens">The Möbius map from output to source points of the plane; the identity where none is wanted.</param>
/// <param name="Source">Where the plane lies in the photo.</param>
public readonly record struct SamplingMap(OutputFrame Output, MobiusMap Lens, SourceFrame Source)
{
    /// <summary>Output pixel (x, y) is source pixel (x, y).</summary>
    public static SamplingMap Identity => FromPixelMap(MobiusMap.Identity);

    /// <summary>The sampling map of a Möbius map that takes source pixel indices (row + i·column) to output pixel indices.</summary>
    public static SamplingMap FromPixelMap(MobiusMap forward) => new(OutputFrame.PixelIndices, forward.Inverse(), SourceFrame.PixelIndices);

    /// <summary>The source position of an output position, both in pixel indices; not finite at the pole.</summary>
    public (double Row, double Column) SourceAt(double x, double y) => Source.At(Lens.Apply(Output.At(x, y)));

    /// <summary>The output position of a source position, both in pixel indices: the way points and boxes go.</summary>
    public (double X, double Y) OutputAt(double row, double column)
    {
        Complex offset = Lens.Inverse().Apply(Source.PlaneAt(row, column)) - Output.Origin;
        double determinant = Cross(Output.StepX, Output.StepY);
        return (Cross(offset, Output.StepY) / determinant, Cross(Output.StepX, offset) / determinant);
    }

    /// <summary>Source pixels per output pixel at an output position: the side of the square with the area an output pixel covers.</summary>
    public double ScaleAt(double x, double y)
    {
        double area = Math.Abs(Cross(Output.StepX, Output.StepY) * Source.Determinant);
        return Lens.DerivativeMagnitude(Output.At(x, y)) * Math.Sqrt(area);
    }

    private static double Cross(Complex first, Complex second) => (first.Real * second.Imaginary) - (first.Imaginary * second.Real);
}
