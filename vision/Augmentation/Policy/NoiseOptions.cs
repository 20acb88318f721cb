namespace BirdGrid.Vision.Augmentation;

/// <summary>Noise added to every channel of every pixel: close to Gaussian, cut off at 3.4 standard deviations.</summary>
public sealed record NoiseOptions
{
    /// <summary>Standard deviation in grey levels, 0 to 64.</summary>
    /// <value>5 by default.</value>
    public double StdDevLevels { get; init; } = 5;

    /// <summary>Share of photos that get noise, 0 to 1.</summary>
    /// <value>0.1 by default.</value>
    public double Probability { get; init; } = 0.1;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(StdDevLevels)}", StdDevLevels, 0, 64);
        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
