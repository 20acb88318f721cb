namespace BirdGrid.Vision.Augmentation;

/// <summary>Which Möbius maps are drawn, and how often.</summary>
public sealed record MobiusOptions
{
    /// <summary>How maps are drawn; <see cref="MobiusMode.None"/> switches the Möbius part off.</summary>
    /// <value>None by default.</value>
    public MobiusMode Mode { get; init; } = MobiusMode.None;

    /// <summary>Share of photos that get a map, 0 to 1.</summary>
    /// <value>0.2 by default, the best of the published inclusion rates when no cutout is used (0.1 with cutout; from 0.4 on the gain is gone).</value>
    public double Probability { get; init; } = 0.2;

    /// <summary>
    /// Bound of the local enlargement, used by <see cref="MobiusMode.Native"/> (everywhere in the frame; 1 to 10)
    /// and <see cref="MobiusMode.Admissible"/> (at the corners and the centre; 1.5 to 10, as below that hardly a draw is accepted).
    /// </summary>
    /// <value>3 by default, the published training value.</value>
    public double M { get; init; } = 3;

    /// <summary>Largest rotation at the centre in <see cref="MobiusMode.Native"/>, degrees, 0 to 180.</summary>
    /// <value>30 by default.</value>
    public double MaxRotationDegrees { get; init; } = 30;

    /// <summary>Standard deviation of the target points in <see cref="MobiusMode.RestrictedRandom"/>, as a share of the side, 0 to 0.1.</summary>
    /// <value>0.01 by default, the published value.</value>
    public double StdDev { get; init; } = 0.01;

    internal void Validate(string path)
    {
        PolicyCheck.Defined($"{path}.{nameof(Mode)}", Mode);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(M)}", M, Mode == MobiusMode.Admissible ? 1.5 : 1, 10);
        PolicyCheck.Range($"{path}.{nameof(MaxRotationDegrees)}", MaxRotationDegrees, 0, 180);
        PolicyCheck.Range($"{path}.{nameof(StdDev)}", StdDev, 0, 0.1);
    }
}
