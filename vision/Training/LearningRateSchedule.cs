namespace BirdGrid.Vision.Training;

/// <summary>The learning rate as a pure function of the step, so that a resumed session goes on exactly where it was.</summary>
public static class LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="options">Peak, warm-up and schedule.</param>
    /// <param name="step">Optimiser step, 0 for the first of the session.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch, at least 1.</param>
    public static double At(TrainingOptions options, long step, int stepsPerEpoch)
    {
        double warmupSteps = options.WarmupEpochs * stepsPerEpoch;
        if (step < warmupSteps)
        {
            return options.LearningRate * (step + 1) / Math.Ceiling(warmupSteps + 1);
        }

        double total = Math.Max(1, ((double)options.Epochs * stepsPerEpoch) - warmupSteps);
        double done = Math.Min(1, (step - warmupSteps) / total);
        return options.Schedule switch
        {
            ScheduleKind.Cosine => options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * done)),
            ScheduleKind.Step => options.LearningRate * Math.Pow(options.StepFactor, Math.Floor((double)step / stepsPerEpoch / options.StepEpochs)),
            _ => options.LearningRate,
        };
    }
}
