namespace BirdGrid.Vision.Training;

/// <summary>
/// The learning rate as a pure function of the step, so that a run resumed at any step goes on with exactly the rate it would have had.
/// </summary>
public static class LearningRateSchedule
{
    /// <summary>
    /// The rate of one step. In the warm-up of W = round(<see cref="TrainingOptions.WarmupEpochs"/> x <paramref name="stepsPerEpoch"/>) steps,
    /// step s has peak x (s + 1) / W. After it, of T steps in all: <see cref="ScheduleKind.Constant"/> the peak,
    /// <see cref="ScheduleKind.Cosine"/> peak x (1 + cos(pi x (s - W) / (T - W))) / 2 and 0 from T on,
    /// <see cref="ScheduleKind.Step"/> peak x factor^floor(epoch / StepEpochs), with epochs counted from the start of the run.
    /// </summary>
    /// <param name="step">Optimiser steps done so far, from 0.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch, at least 1.</param>
    /// <param name="options">Peak, warm-up and course.</param>
    /// <returns>The learning rate, not negative.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative or an epoch has no step.</exception>
    public static double At(long step, int stepsPerEpoch, TrainingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        ArgumentNullException.ThrowIfNull(options);

        long warmupSteps = (long)Math.Round(options.WarmupEpochs * stepsPerEpoch, MidpointRounding.AwayFromZero);
        if (step < warmupSteps)
        {
            return options.LearningRate * ((step + 1) / (double)warmupSteps);
        }

        return options.LearningRate * options.Schedule switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Cosine => Cosine(step - warmupSteps, ((long)options.Epochs * stepsPerEpoch) - warmupSteps),
            ScheduleKind.Step => Math.Pow(options.StepFactor, step / stepsPerEpoch / options.StepEpochs),
            _ => throw new InvalidTrainingOptionException(nameof(options.Schedule), options.Schedule, "a known schedule"),
        };
    }

    private static double Cosine(long step, long steps) =>
        step >= steps ? 0 : 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
