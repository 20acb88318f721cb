namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Crop and zoom: the frame covers a random share of the photo at a random place (Inception's random resized crop). Shares above 1 shrink the
/// photo within the frame. Only the frame's place and size are drawn: where a rotation or a Möbius map reaches beyond it, the photo itself is
/// seen rather than an empty border.
/// </summary>
public sealed record CropOptions
{
    /// <summary>Smallest area of the frame as a share of the photo's, 0.01 to 4.</summary>
    /// <value>0.35 by default.</value>
    public double AreaMin { get; init; } = 0.35;

    /// <summary>Largest area of the frame as a share of the photo's, 0.01 to 4.</summary>
    /// <value>1 by default.</value>
    public double AreaMax { get; init; } = 1;

    /// <summary>Smallest width-to-height ratio of the frame, 0.25 to 4.</summary>
    /// <value>3/4 by default.</value>
    public double AspectMin { get; init; } = 3.0 / 4;

    /// <summary>Largest width-to-height ratio of the frame, 0.25 to 4.</summary>
    /// <value>4/3 by default.</value>
    public double AspectMax { get; init; } = 4.0 / 3;

    /// <summary>Share of photos that are cropped, 0 to 1; of the others the largest square about the centre is taken.</summary>
    /// <value>1 by default.</value>
    public double Probability { get; init; } = 1;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(AreaMin)}", AreaMin, 0.01, 4);
        PolicyCheck.Range($"{path}.{nameof(AreaMax)}", AreaMax, 0.01, 4);
        PolicyCheck.Ordered($"{path}.{nameof(AreaMin)}", AreaMin, $"{path}.{nameof(AreaMax)}", AreaMax);
        PolicyCheck.Range($"{path}.{nameof(AspectMin)}", AspectMin, 0.25, 4);
        PolicyCheck.Range($"{path}.{nameof(AspectMax)}", AspectMax, 0.25, 4);
        PolicyCheck.Ordered($"{path}.{nameof(AspectMin)}", AspectMin, $"{path}.{nameof(AspectMax)}", AspectMax);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
