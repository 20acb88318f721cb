namespace BirdGrid.Grains.Sweeps;

/// <summary>Durable leaderboard of a sweep.</summary>
[GenerateSerializer, Alias("birdgrid.sweep-state")]
public sealed class SweepState
{
    /// <summary>Where it stands.</summary>
    [Id(0)]
    public SweepRunState State { get; set; }

    /// <summary>Why it ended, where there is something to say.</summary>
    [Id(1)]
    public string Message { get; set; } = string.Empty;

    /// <summary>The trials by number.</summary>
    [Id(2)]
    public List<TrialRecord> Trials { get; set; } = [];

    /// <summary>When it was accepted, UTC.</summary>
    [Id(3)]
    public DateTimeOffset Created { get; set; }

    /// <summary>When it ended, UTC, or null.</summary>
    [Id(4)]
    public DateTimeOffset? Ended { get; set; }
}
