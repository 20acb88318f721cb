namespace BirdGrid.Grains.Training;

/// <summary>One step of a learning-rate search.</summary>
/// <param name="Rate">Learning rate of the step.</param>
/// <param name="Loss">Mean loss of its batch in nats.</param>
/// <param name="SmoothedLoss">Running mean of the losses so far.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.learning-rate-sample")]
public readonly record struct LearningRateSample(
    [property: Id(0)] double Rate,
    [property: Id(1)] double Loss,
    [property: Id(2)] double SmoothedLoss);
