namespace BirdGrid.Grains.Sweeps;

/// <summary>Where a sweep stands.</summary>
[GenerateSerializer, Alias("birdgrid.sweep-run-state")]
public enum SweepRunState
{
    /// <summary>No such sweep.</summary>
    None = 0,

    /// <summary>Trials run or wait.</summary>
    Running = 1,

    /// <summary>Every trial has ended, and not every one of them failed.</summary>
    Completed = 2,

    /// <summary>Every trial has failed.</summary>
    Failed = 3,

    /// <summary>Ended by a caller.</summary>
    Cancelled = 4,
}
