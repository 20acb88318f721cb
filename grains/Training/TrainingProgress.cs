namespace BirdGrid.Grains.Training;

/// <summary>How far a session is inside its present epoch or preparation.</summary>
/// <param name="Epoch">Epoch under way, 1 for the first; 0 while preparing.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="PhotosPerSecond">Training speed; 0: not known yet.</param>
/// <param name="RemainingSeconds">Estimate to the end of the last epoch; 0: not known yet.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.training-progress")]
public sealed record TrainingProgress(
    [property: Id(0)] int Epoch,
    [property: Id(1)] int Epochs,
    [property: Id(2)] int Step,
    [property: Id(3)] int Steps,
    [property: Id(4)] double PhotosPerSecond,
    [property: Id(5)] double RemainingSeconds);
