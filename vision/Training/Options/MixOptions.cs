using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Mixes each photo of a batch with another one, and their labels with them. Mixup blends the pixels (Zhang et al. 2018, "mixup: Beyond
/// Empirical Risk Minimization", arXiv:1710.09412), CutMix pastes a rectangle (Yun et al. 2019, "CutMix: Regularization Strategy to Train
/// Strong Classifiers with Localizable Features", arXiv:1905.04899). A batch is mixed with itself in reverse order, and with one share for all
/// its photos. What is drawn is a pure function of (seed, step).
/// </summary>
public sealed record MixOptions
{
    /// <summary>Mixup's share of the photo itself is drawn from Beta(alpha, alpha), 0.01 to 10; 0 switches mixup off.</summary>
    public double MixupAlpha { get; init; } = 0.2;

    /// <summary>CutMix's share of the photo itself is drawn from Beta(alpha, alpha), 0.01 to 10; 0 switches CutMix off.</summary>
    public double CutMixAlpha { get; init; }

    /// <summary>Share of the batches that are mixed, above 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Share of the mixed batches that CutMix gets where both are on, 0 to 1.</summary>
    public double SwitchProbability { get; init; } = 0.5;

    internal void Validate(string name)
    {
        const string Alphas = "0 (off) or between 0.01 and 10";
        Require(MixupAlpha is 0 or (>= 0.01 and <= 10), $"{name}.{nameof(MixupAlpha)}", MixupAlpha, Alphas);
        Require(CutMixAlpha is 0 or (>= 0.01 and <= 10), $"{name}.{nameof(CutMixAlpha)}", CutMixAlpha, Alphas);
        Require(MixupAlpha + CutMixAlpha > 0, $"{name}.{nameof(MixupAlpha)}", MixupAlpha, $"above 0 while {nameof(CutMixAlpha)} is 0; leave {name} out to mix nothing");
        Require(Probability is > 0 and <= 1, $"{name}.{nameof(Probability)}", Probability, "above 0 and at most 1");
        Require(SwitchProbability is >= 0 and <= 1, $"{name}.{nameof(SwitchProbability)}", SwitchProbability, "between 0 and 1");
    }
}
