namespace BirdGrid.Vision.Augmentation;

/// <summary>Rotation of the frame about its centre by a uniform angle.</summary>
public sealed record RotationOptions
{
    /// <summary>Largest angle to either side, degrees, 0 to 180.</summary>
    /// <value>15 by default.</value>
    public double MaxDegrees { get; init; } = 15;

    /// <summary>Share of photos that are rotated, 0 to 1.</summary>
    /// <value>0.5 by default.</value>
    public double Probability { get; init; } = 0.5;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(MaxDegrees)}", MaxDegrees, 0, 180);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
