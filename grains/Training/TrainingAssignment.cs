using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Training;

/// <summary>What a session hands to a trainer.</summary>
/// <param name="Fence">The trainer's fence: reports with a lower one than the session's are refused.</param>
/// <param name="Spec">What to train, complete.</param>
/// <param name="Dataset">The pinned dataset version.</param>
/// <param name="Checkpoint">Where to go on from, or null.</param>
/// <param name="History">Epochs up to the checkpoint.</param>
/// <param name="Silos">The silos whose devices were granted, one entry for each device.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.training-assignment")]
public sealed record TrainingAssignment(
    [property: Id(0)] long Fence,
    [property: Id(1)] TrainingSpec Spec,
    [property: Id(2)] DatasetVersion Dataset,
    [property: Id(3)] TrainingCheckpoint? Checkpoint,
    [property: Id(4)] IReadOnlyList<EpochRecord> History,
    [property: Id(5)] IReadOnlyList<SiloAddress> Silos);
