using System.Numerics;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Which part of a photo a map looks at, so that only that part need be decoded.</summary>
internal static class SamplingExtent
{
    private const int SegmentsPerEdge = 16;

    /// <summary>
    /// Bounds of all positions that the pixels of an output are taken from; infinite where the map's pole lies in the output or hard by.
    /// A Möbius map without a pole in a frame takes the frame's edge to the edge of its image. The edge is followed in segments, and what
    /// a segment's image can stray from its chord (|z''|/8) is added, so that nothing is left out.
    /// </summary>
    public static SourceBounds Of(in SamplingMap map, int outputWidth, int outputHeight)
    {
        MobiusMap lens = map.Lens.Normalised();
        if (lens.Pole is { } pole && IsInside(map.Output, pole, outputWidth, outputHeight))
        {
            return Everywhere;
        }

        double rowStretch = double.Hypot(map.Source.RowPerReal, map.Source.RowPerImaginary);
        double columnStretch = double.Hypot(map.Source.ColumnPerReal, map.Source.ColumnPerImaginary);

        // Samples lie anywhere in the pixels' areas.
        double right = outputWidth - 0.5;
        double bottom = outputHeight - 0.5;
        ReadOnlySpan<(double X, double Y)> corners = [(-0.5, -0.5), (right, -0.5), (right, bottom), (-0.5, bottom), (-0.5, -0.5)];
        var bounds = new SourceBounds(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        for (int edge = 0; edge < 4; edge++)
        {
            Complex from = map.Output.At(corners[edge].X, corners[edge].Y);
            Complex step = (map.Output.At(corners[edge + 1].X, corners[edge + 1].Y) - from) / SegmentsPerEdge;
            for (int i = 0; i < SegmentsPerEdge; i++)
            {
                Complex start = from + (i * step);
                double nearest = Complex.Abs((lens.C * (start + (step / 2))) + lens.D) - (Complex.Abs(lens.C * step) / 2);
                double stray = Complex.Abs(lens.C) * Complex.Abs(step) * Complex.Abs(step) / (4 * nearest * nearest * nearest);
                if (nearest <= 0 || !double.IsFinite(stray))
                {
                    return Everywhere;
                }

                bounds = bounds.Including(map.Source.At(lens.Apply(start)), rowStretch * stray, columnStretch * stray)
                    .Including(map.Source.At(lens.Apply(start + step)), rowStretch * stray, columnStretch * stray);
            }
        }

        return bounds;
    }

    /// <summary>The pixels of a photo that are read when positions within bounds are sampled after halving the photo a number of times.</summary>
    /// <param name="bounds">Bounds of the positions.</param>
    /// <param name="photoWidth">Width of the photo in pixels.</param>
    /// <param name="photoHeight">Height of the photo in pixels.</param>
    /// <param name="halvings">Times that the photo is halved; the window is aligned to the resulting pixels.</param>
    public static PixelWindow WindowOf(in SourceBounds bounds, int photoWidth, int photoHeight, int halvings)
    {
        var (top, height) = Range(bounds.RowMin, bounds.RowMax, photoHeight, halvings);
        var (left, width) = Range(bounds.ColumnMin, bounds.ColumnMax, photoWidth, halvings);
        return new PixelWindow(left, top, width, height);
    }

    private static SourceBounds Everywhere =>
        new(double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity);

    private static bool IsInside(in OutputFrame frame, Complex point, int outputWidth, int outputHeight)
    {
        Complex offset = point - frame.Origin;
        double determinant = (frame.StepX.Real * frame.StepY.Imaginary) - (frame.StepX.Imaginary * frame.StepY.Real);
        double x = ((offset.Real * frame.StepY.Imaginary) - (offset.Imaginary * frame.StepY.Real)) / determinant;
        double y = ((frame.StepX.Real * offset.Imaginary) - (frame.StepX.Imaginary * offset.Real)) / determinant;
        return x >= -1 && x <= outputWidth && y >= -1 && y <= outputHeight;
    }

    /// <summary>A pixel more than the two that are interpolated between, for positions that are rounded; at least one pixel of the photo.</summary>
    private static (int First, int Count) Range(double min, double max, int side, int halvings)
    {
        double pixel = 1 << halvings;
        double first = (Math.Floor(((min + 0.5) / pixel) - 0.5) - 1) * pixel;
        double last = ((Math.Floor(((max + 0.5) / pixel) - 0.5) + 3) * pixel) - 1;
        int clippedFirst = (int)(Math.Floor(Math.Clamp(first, 0, side - 1) / pixel) * pixel);
        int clippedLast = (int)Math.Clamp(last, clippedFirst, side - 1);
        return (clippedFirst, clippedLast - clippedFirst + 1);
    }
}
