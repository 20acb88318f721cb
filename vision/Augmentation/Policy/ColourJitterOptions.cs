namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Random brightness, contrast (about mid-grey), saturation and hue, applied as one 3x4 matrix. A strength s means a factor uniform in [1 - s, 1 + s].
/// </summary>
public sealed record ColourJitterOptions
{
    /// <summary>Strength of the brightness change, 0 to 1.</summary>
    /// <value>0.2 by default.</value>
    public double Brightness { get; init; } = 0.2;

    /// <summary>Strength of the contrast change, 0 to 1.</summary>
    /// <value>0.2 by default.</value>
    public double Contrast { get; init; } = 0.2;

    /// <summary>Strength of the saturation change, 0 to 1.</summary>
    /// <value>0.2 by default.</value>
    public double Saturation { get; init; } = 0.2;

    /// <summary>Largest turn of the hue to either side, degrees, 0 to 180. Luma is kept.</summary>
    /// <value>0 by default: plumage colour tells species apart.</value>
    public double HueDegrees { get; init; }

    /// <summary>Share of photos whose colours are changed, 0 to 1.</summary>
    /// <value>0.8 by default.</value>
    public double Probability { get; init; } = 0.8;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(Brightness)}", Brightness, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(Contrast)}", Contrast, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(Saturation)}", Saturation, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(HueDegrees)}", HueDegrees, 0, 180);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
