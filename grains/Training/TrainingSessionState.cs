using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Training;

/// <summary>Durable state of a training session.</summary>
[GenerateSerializer, Alias("birdgrid.training-session-state")]
public sealed class TrainingSessionState
{
    /// <summary>What was asked for, before pinning: a repeated start is compared with it.</summary>
    [Id(0)]
    public TrainingSpec? Requested { get; set; }

    /// <summary>What is trained: versions pinned, backbone known. Null: the session does not exist.</summary>
    [Id(1)]
    public TrainingSpec? Spec { get; set; }

    /// <summary>The pinned dataset version.</summary>
    [Id(2)]
    public DatasetVersion? Dataset { get; set; }

    /// <summary>Where the session stands.</summary>
    [Id(3)]
    public TrainingState State { get; set; }

    /// <summary>Why it ended, where it did.</summary>
    [Id(4)]
    public string Message { get; set; } = string.Empty;

    /// <summary>Rises with every start of a trainer.</summary>
    [Id(5)]
    public long Fence { get; set; }

    /// <summary>Finished epochs.</summary>
    [Id(6)]
    public List<EpochRecord> Epochs { get; set; } = [];

    /// <summary>Where the next trainer goes on, or null.</summary>
    [Id(7)]
    public TrainingCheckpoint? Checkpoint { get; set; }

    /// <summary>The finished model while it is being published, and after.</summary>
    [Id(8)]
    public TrainingResult? Result { get; set; }

    /// <summary>The published version; 0: none yet.</summary>
    [Id(9)]
    public int ModelVersion { get; set; }

    /// <summary>When it was accepted, UTC.</summary>
    [Id(10)]
    public DateTimeOffset Created { get; set; }

    /// <summary>When it ended, UTC, or null.</summary>
    [Id(11)]
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Trainers started since the last epoch was reported: a session that kills its silo every time must not do so for ever.</summary>
    [Id(12)]
    public int StartsWithoutProgress { get; set; }
}
