using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>The rates that a <see cref="LearningRateFinder"/> tries: each step's is a constant factor above the one before.</summary>
public sealed record LearningRateRange
{
    /// <summary>Rate of the first step, above 0.</summary>
    public double Lowest { get; init; } = 1e-6;

    /// <summary>Rate of the last step, above <see cref="Lowest"/>, at most 100.</summary>
    public double Highest { get; init; } = 1;

    /// <summary>Steps, 10 to 10000.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">0 for the first.</param>
    public double RateAt(long step) => Lowest * Math.Pow(Highest / Lowest, step / (double)(Steps - 1));

    /// <summary>Checks the values.</summary>
    /// <exception cref="InvalidTrainingOptionException">The first value that is out of its range.</exception>
    public void Validate()
    {
        Require(Lowest > 0, nameof(Lowest), Lowest, "above 0");
        Require(Highest > Lowest && Highest <= 100, nameof(Highest), Highest, $"above {nameof(Lowest)} and at most 100");
        Require(Steps is >= 10 and <= 10_000, nameof(Steps), Steps, "between 10 and 10000");
    }
}
