using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Makes up for classes with few photos. A class with n training photos weighs (1 - beta) / (1 - beta^n): Cui et al. 2019, "Class-Balanced Loss
/// Based on Effective Number of Samples", arXiv:1901.05555. Towards beta 1 that becomes 1 / n, towards beta 0 all photos weigh the same.
/// </summary>
public sealed record ClassBalanceOptions
{
    /// <summary>What the weights act on.</summary>
    public ClassBalanceMode Mode { get; init; } = ClassBalanceMode.Sampling;

    /// <summary>0 to 1. 1 weighs by the inverse frequency, so that all classes count the same; 0.99 to 0.9999 are milder.</summary>
    public double Beta { get; init; } = 1;

    internal void Validate(string name)
    {
        RequireDefined(Mode, $"{name}.{nameof(Mode)}");
        Require(Beta is >= 0 and <= 1, $"{name}.{nameof(Beta)}", Beta, "between 0 and 1");
    }
}
