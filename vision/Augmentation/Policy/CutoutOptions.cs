namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Cutout (DeVries and Taylor, 2017): one square of the output is painted in ImageNet's mean colour, so that it is about 0 after normalisation.
/// Its centre is uniform over the output; what reaches beyond the edge is lost.
/// </summary>
public sealed record CutoutOptions
{
    /// <summary>Side of the square as a share of the output's side, 0 to 1; the largest one where <see cref="SideFractionMin"/> is given.</summary>
    /// <value>0.25 by default.</value>
    public double SideFraction { get; init; } = 0.25;

    /// <summary>Smallest side of the square as a share of the output's side, 0 to 1: a photo's is uniform between the two.</summary>
    /// <value>Null by default: all have the same.</value>
    public double? SideFractionMin { get; init; }

    /// <summary>Share of photos that get a cutout, 0 to 1.</summary>
    /// <value>0.5 by default.</value>
    public double Probability { get; init; } = 0.5;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(SideFraction)}", SideFraction, 0, 1);
        if (SideFractionMin is { } min)
        {
            PolicyCheck.Range($"{path}.{nameof(SideFractionMin)}", min, 0, 1);
            PolicyCheck.Ordered($"{path}.{nameof(SideFractionMin)}", min, $"{path}.{nameof(SideFraction)}", SideFraction);
        }

        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
