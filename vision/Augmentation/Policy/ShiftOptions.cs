namespace BirdGrid.Vision.Augmentation;

/// <summary>Shift of the frame along its sides by uniform shares of them. Where the photo goes on beyond a crop, it is seen.</summary>
public sealed record ShiftOptions
{
    /// <summary>Largest shift to either side as a share of the frame's width, 0 to 1.</summary>
    /// <value>0.1 by default.</value>
    public double MaxX { get; init; } = 0.1;

    /// <summary>Largest shift up or down as a share of the frame's height, 0 to 1.</summary>
    /// <value>0.1 by default.</value>
    public double MaxY { get; init; } = 0.1;

    /// <summary>Share of photos that are shifted, 0 to 1.</summary>
    /// <value>0.5 by default.</value>
    public double Probability { get; init; } = 0.5;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(MaxX)}", MaxX, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(MaxY)}", MaxY, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
