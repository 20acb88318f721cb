namespace BirdGrid.Grains.Sweeps;

/// <summary>Where a trial stands.</summary>
[GenerateSerializer, Alias("birdgrid.trial-state")]
public enum TrialState
{
    /// <summary>Not started.</summary>
    Waiting = 1,

    /// <summary>Its session has been started.</summary>
    Running = 2,

    /// <summary>Stopped at a rung: others did better.</summary>
    Stopped = 3,

    /// <summary>Trained to its end; its model version exists.</summary>
    Completed = 4,

    /// <summary>Ended by an error.</summary>
    Failed = 5,

    /// <summary>Ended by a caller: with its sweep, or its session alone.</summary>
    Cancelled = 6,
}
