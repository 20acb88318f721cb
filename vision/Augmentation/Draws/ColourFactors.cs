namespace BirdGrid.Vision.Augmentation;

/// <summary>A drawn change of colours: brightness, then contrast, then saturation, then hue.</summary>
/// <param name="Brightness">Factor of all levels, from 0.</param>
/// <param name="Contrast">Factor of the distance from mid-grey, from 0.</param>
/// <param name="Saturation">Factor of the distance from the pixel's own grey, from 0 (grey).</param>
/// <param name="HueDegrees">Turn of the hue about the grey axis, degrees; luma (ITU-R BT.601) is kept.</param>
public readonly record struct ColourFactors(double Brightness, double Contrast, double Saturation, double HueDegrees)
{
    /// <summary>The change as one matrix.</summary>
    public ColourMatrix ToMatrix()
    {
        ColourMatrix mild = ColourMatrix.FromFactors(Brightness, Contrast, Saturation);
        return HueDegrees == 0 ? mild : Turned(mild, HueDegrees * (Math.PI / 180));
    }

    /// <summary>
    /// Turns the two chroma axes of YIQ. A grey stays as it is, so that a constant that is the same for all channels does, too.
    /// </summary>
    private static ColourMatrix Turned(in ColourMatrix matrix, double angle)
    {
        double cosine = Math.Cos(angle);
        double sine = Math.Sin(angle);
        Span<double> red = stackalloc double[3] { matrix.RedFromRed, matrix.RedFromGreen, matrix.RedFromBlue };
        Span<double> green = stackalloc double[3] { matrix.GreenFromRed, matrix.GreenFromGreen, matrix.GreenFromBlue };
        Span<double> blue = stackalloc double[3] { matrix.BlueFromRed, matrix.BlueFromGreen, matrix.BlueFromBlue };
        Span<double> turned = stackalloc double[9];
        for (int column = 0; column < 3; column++)
        {
            double luma = (0.299 * red[column]) + (0.587 * green[column]) + (0.114 * blue[column]);

            // R - Y and B - Y carry I and Q; the factors are those of the standard's definition of I and Q.
            double i = (0.735514 * (red[column] - luma)) - (0.267962 * (blue[column] - luma));
            double q = (0.477648 * (red[column] - luma)) + (0.412626 * (blue[column] - luma));
            double newI = (cosine * i) - (sine * q);
            double newQ = (sine * i) + (cosine * q);
            const double Determinant = (0.735514 * 0.412626) + (0.267962 * 0.477648);
            double newRed = luma + (((0.412626 * newI) + (0.267962 * newQ)) / Determinant);
            double newBlue = luma + (((0.735514 * newQ) - (0.477648 * newI)) / Determinant);
            turned[column] = newRed;
            turned[3 + column] = (luma - (0.299 * newRed) - (0.114 * newBlue)) / 0.587;
            turned[6 + column] = newBlue;
        }

        return new ColourMatrix(
            (float)turned[0], (float)turned[1], (float)turned[2],
            (float)turned[3], (float)turned[4], (float)turned[5],
            (float)turned[6], (float)turned[7], (float)turned[8],
            matrix.Offset);
    }
}
