using System.Numerics;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Where an output's pixels lie in the complex plane: pixel (x, y) at Origin + x·StepX + y·StepY. A mirrored output has a negative step.</summary>
/// <param name="Origin">Plane point of the centre of the top-left pixel.</param>
/// <param name="StepX">From one column to the next.</param>
/// <param name="StepY">From one row to the next.</param>
public readonly record struct OutputFrame(Complex Origin, Complex StepX, Complex StepY)
{
    /// <summary>Pixel indices as plane points: row + i·column.</summary>
    public static OutputFrame PixelIndices => new(Complex.Zero, Complex.ImaginaryOne, Complex.One);

    /// <summary>A square output over the unit square, row + i·column, pixel areas of 1/side each.</summary>
    /// <param name="sidePixels">Side of the output in pixels.</param>
    /// <param name="mirrored">Whether columns run from right to left.</param>
    public static OutputFrame UnitSquare(int sidePixels, bool mirrored)
    {
        double step = 1.0 / sidePixels;
        double direction = mirrored ? -1 : 1;
        return new OutputFrame(
            new Complex(step / 2, 0.5 + (direction * ((step / 2) - 0.5))),
            new Complex(0, direction * step),
            new Complex(step, 0));
    }

    /// <summary>The plane point of an output position.</summary>
    public Complex At(double x, double y) => Origin + (x * StepX) + (y * StepY);
}
