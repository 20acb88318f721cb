namespace BirdGrid.Vision.Augmentation;

/// <summary>A change of colours as one 3x4 matrix on levels 0 to 255: each output channel from red, green, blue and a constant.</summary>
public readonly record struct ColourMatrix(
    float RedFromRed,
    float RedFromGreen,
    float RedFromBlue,
    float GreenFromRed,
    float GreenFromGreen,
    float GreenFromBlue,
    float BlueFromRed,
    float BlueFromGreen,
    float BlueFromBlue,
    float Offset)
{
    private const double RedLuma = 0.299;
    private const double GreenLuma = 0.587;
    private const double BlueLuma = 0.114;
    private const double MidGrey = 127.5;

    /// <summary>No change.</summary>
    public static ColourMatrix Identity => FromFactors(1, 1, 1);

    /// <summary>Brightness, then contrast about mid-grey, then saturation about the grey of equal luma (ITU-R BT.601); a factor of 1 changes nothing.</summary>
    /// <param name="brightness">Factor of all levels, from 0.</param>
    /// <param name="contrast">Factor of the distance from mid-grey, from 0.</param>
    /// <param name="saturation">Factor of the distance from the pixel's own grey, from 0 (grey).</param>
    public static ColourMatrix FromFactors(double brightness, double contrast, double saturation)
    {
        double gain = brightness * contrast;
        double own = gain * saturation;
        double red = gain * (1 - saturation) * RedLuma;
        double green = gain * (1 - saturation) * GreenLuma;
        double blue = gain * (1 - saturation) * BlueLuma;
        return new ColourMatrix(
            (float)(own + red),
            (float)green,
            (float)blue,
            (float)red,
            (float)(own + green),
            (float)blue,
            (float)red,
            (float)green,
            (float)(own + blue),
            (float)((1 - contrast) * MidGrey));
    }
}
