namespace BirdGrid.Grains.Training;

/// <summary>A session as callers see it.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.training-session-snapshot")]
public sealed record TrainingSession
{
    /// <summary>Session id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What it trains.</summary>
    [Id(1)]
    public required TrainingSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)]
    public required TrainingState State { get; init; }

    /// <summary>What it waits for or does; why it failed or was cancelled.</summary>
    [Id(3)]
    public required string Message { get; init; }

    /// <summary>Finished epochs, in order, none missing, none twice.</summary>
    [Id(4)]
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Progress inside the present epoch.</summary>
    [Id(5)]
    public required TrainingProgress Progress { get; init; }

    /// <summary>Version published under the spec's model; 0: none yet.</summary>
    [Id(6)]
    public required int ModelVersion { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    [Id(7)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ended, UTC, or null.</summary>
    [Id(8)]
    public required DateTimeOffset? Ended { get; init; }

    /// <summary>How often it has been (re)started.</summary>
    [Id(9)]
    public required long Fence { get; init; }

    /// <summary>Rises with every change. Starts again from a higher number after a restart of the silo.</summary>
    [Id(10)]
    public required long Revision { get; init; }

    /// <summary>Epoch with the best validation accuracy; 0: none.</summary>
    [Id(11)]
    public required int BestEpoch { get; init; }

    /// <summary>Whether nothing will change any more.</summary>
    public bool HasEnded => State is TrainingState.Completed or TrainingState.Failed or TrainingState.Cancelled;
}
