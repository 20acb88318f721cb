using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Training;

/// <summary>Where a session can go on from.</summary>
/// <param name="Epoch">Finished epochs in it.</param>
/// <param name="Weights">Weights, optimiser state and the best weights so far, safetensors.</param>
/// <param name="BestEpoch">Epoch of the best weights; 0: none.</param>
/// <param name="InitialWeights">Origin of the initial weights, for the lineage.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.training-checkpoint")]
public sealed record TrainingCheckpoint(
    [property: Id(0)] int Epoch,
    [property: Id(1)] BlobRef Weights,
    [property: Id(2)] int BestEpoch,
    [property: Id(3)] string? InitialWeights);
