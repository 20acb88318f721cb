namespace BirdGrid.Grains.Training;

/// <summary>What a learning-rate search tries.</summary>
/// <param name="Spec">What would be trained.</param>
/// <param name="Lowest">First rate.</param>
/// <param name="Highest">Last rate.</param>
/// <param name="Steps">Steps from the first to the last.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.learning-rate-request")]
public sealed record LearningRateRequest(
    [property: Id(0)] TrainingSpec Spec,
    [property: Id(1)] double Lowest,
    [property: Id(2)] double Highest,
    [property: Id(3)] int Steps);
