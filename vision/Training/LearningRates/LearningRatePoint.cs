namespace BirdGrid.Vision.Training;

/// <summary>One step of a learning-rate search.</summary>
/// <param name="Rate">The rate it was taken at.</param>
/// <param name="Loss">Mean loss of its batch before the step.</param>
/// <param name="SmoothedLoss">Running mean of the losses so far.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss, double SmoothedLoss);
