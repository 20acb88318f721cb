namespace BirdGrid.Grains.Training;

/// <summary>Where a training session stands.</summary>
[GenerateSerializer, Alias("birdgrid.training-state")]
public enum TrainingState
{
    /// <summary>No such session.</summary>
    None = 0,

    /// <summary>Accepted; waits for a trainer.</summary>
    Queued = 1,

    /// <summary>Loading weights, extracting features.</summary>
    Preparing = 2,

    /// <summary>Epochs are running.</summary>
    Training = 3,

    /// <summary>Evaluating and publishing.</summary>
    Finishing = 4,

    /// <summary>Its model version exists.</summary>
    Completed = 5,

    /// <summary>Ended by an error.</summary>
    Failed = 6,

    /// <summary>Ended by a caller.</summary>
    Cancelled = 7,
}
