namespace BirdGrid.Vision.Augmentation;

/// <summary>Shear of the frame about its centre, along each side by a uniform factor.</summary>
public sealed record ShearOptions
{
    /// <summary>Largest shear along the rows to either side, columns per row, 0 to 1.</summary>
    /// <value>0.2 by default.</value>
    public double MaxX { get; init; } = 0.2;

    /// <summary>Largest shear along the columns to either side, rows per column, 0 to 1.</summary>
    /// <value>0 by default: a bird leans forward, but it seldom slides up along itself.</value>
    public double MaxY { get; init; }

    /// <summary>Share of photos that are sheared, 0 to 1.</summary>
    /// <value>0.5 by default.</value>
    public double Probability { get; init; } = 0.5;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(MaxX)}", MaxX, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(MaxY)}", MaxY, 0, 1);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);

        // The shear (1, x; y, 1) has determinant 1 - xy: at 0 the frame would be a line.
        if (MaxX * MaxY > 0.5)
        {
            throw PolicyCheck.Error($"{path}.{nameof(MaxY)}", MaxY, $"together with {PolicyCheck.PathOf($"{path}.{nameof(MaxX)}")} it may have a product of at most 0.5, as the photo would be flattened to a line");
        }
    }
}
