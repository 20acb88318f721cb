using System.Globalization;

namespace BirdGrid.Vision.Training;

/// <summary>The loss is no longer a number; the weights are spoilt. Go on from the last checkpoint with a lower learning rate.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says where it happened.</summary>
    /// <param name="step">Step of the run, counted from 0.</param>
    /// <param name="learningRate">Learning rate of that step.</param>
    public TrainingDivergedException(long step, double learningRate)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The loss is not finite at step {step} (learning rate {learningRate:g3}): training diverged. Lower LearningRate, lengthen WarmupEpochs or set GradientClipNorm."))
    {
        Step = step;
        LearningRate = learningRate;
    }

    /// <summary>Step of the run, counted from 0.</summary>
    public long Step { get; }

    /// <summary>Learning rate of that step.</summary>
    public double LearningRate { get; }
}
