namespace BirdGrid.Vision.Augmentation;

/// <summary>Noise added to every channel of every pixel: close to Gaussian, cut off at 3.4 standard deviations.</summary>
public sealed record NoiseOptions
{
    /// <summary>Standard deviation in grey levels, 0 to 64; the largest one where <see cref="StdDevLevelsMin"/> is given.</summary>
    /// <value>5 by default.</value>
    public double StdDevLevels { get; init; } = 5;

    /// <summary>Smallest standard deviation in grey levels, 0 to 64: a photo's is uniform between the two.</summary>
    /// <value>Null by default: all have the same.</value>
    public double? StdDevLevelsMin { get; init; }

    /// <summary>Share of photos that get noise, 0 to 1.</summary>
    /// <value>0.1 by default.</value>
    public double Probability { get; init; } = 0.1;

    internal void Validate(string path)
    {
        PolicyCheck.Range($"{path}.{nameof(StdDevLevels)}", StdDevLevels, 0, 64);
        if (StdDevLevelsMin is { } min)
        {
            PolicyCheck.Range($"{path}.{nameof(StdDevLevelsMin)}", min, 0, 64);
            PolicyCheck.Ordered($"{path}.{nameof(StdDevLevelsMin)}", min, $"{path}.{nameof(StdDevLevels)}", StdDevLevels);
        }

        PolicyCheck.Range($"{path}.{nameof(Probability)}", Probability, 0, 1);
    }
}
