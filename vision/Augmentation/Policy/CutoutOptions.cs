namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Cutout (DeVries and Taylor, 2017): one square of the output is painted in ImageNet's mean colour, so that it is about 0 after normalisation.
/// Its centre is uniform over the output; what reaches beyond the edge is lost.
/// </summary>
public sealed record CutoutOptions
{
    /// <summary>Side of the square as a share of the output's side, 0 to 1.</summary>
    /// <value>0.25 by default.</value>
    public double SideFraction { get; init; } = 0.25;

    /// <summary>Share of photos that get a cutout, 0 to 1.</summary>
    /// <value>0.5 by default.</value>
    public double Probability { get; init; } = 0.5;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(SideFraction)}", SideFraction, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
