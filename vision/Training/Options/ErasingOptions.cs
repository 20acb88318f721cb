using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Erases a rectangle of a photo, after its augmentation and on the device. Zhong et al. 2020, "Random Erasing Data Augmentation",
/// arXiv:1708.04896; the defaults are the paper's but for the probability, which is the usual one of ImageNet recipes. What is drawn is a pure
/// function of (seed, step, place in the batch).
/// </summary>
public sealed record ErasingOptions
{
    /// <summary>Share of the photos that lose a rectangle, above 0 to 1.</summary>
    public double Probability { get; init; } = 0.25;

    /// <summary>Smallest share of the photo's area, above 0.</summary>
    public double AreaMin { get; init; } = 0.02;

    /// <summary>Largest share of the photo's area, at least <see cref="AreaMin"/>, at most 1.</summary>
    public double AreaMax { get; init; } = 0.4;

    /// <summary>Smallest ratio of height to width, above 0 to 1; the largest is its reciprocal, and the draw is log-uniform.</summary>
    public double AspectMin { get; init; } = 0.3;

    /// <summary>What is left in the rectangle.</summary>
    public ErasingFill Fill { get; init; } = ErasingFill.Mean;

    internal void Validate(string name)
    {
        Require(Probability is > 0 and <= 1, $"{name}.{nameof(Probability)}", Probability, "above 0 and at most 1");
        Require(AreaMin is > 0 and <= 1, $"{name}.{nameof(AreaMin)}", AreaMin, "above 0 and at most 1");
        Require(AreaMax >= AreaMin && AreaMax <= 1, $"{name}.{nameof(AreaMax)}", AreaMax, $"at least {nameof(AreaMin)} and at most 1");
        Require(AspectMin is > 0 and <= 1, $"{name}.{nameof(AspectMin)}", AspectMin, "above 0 and at most 1");
        RequireDefined(Fill, $"{name}.{nameof(Fill)}");
    }
}
