namespace BirdGrid.Grains.Sweeps;

/// <summary>A sweep as callers see it.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.sweep-snapshot")]
public sealed record Sweep
{
    /// <summary>Sweep id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What the trials have in common.</summary>
    [Id(1)]
    public required SweepSettings Settings { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)]
    public required SweepRunState State { get; init; }

    /// <summary>Why it ended, where there is something to say.</summary>
    [Id(3)]
    public required string Message { get; init; }

    /// <summary>The trials, best first; see <see cref="Leaderboard"/>.</summary>
    [Id(4)]
    public required IReadOnlyList<SweepTrial> Trials { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    [Id(5)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ended, UTC, or null.</summary>
    [Id(6)]
    public required DateTimeOffset? Ended { get; init; }

    /// <summary>Rises with every change. Starts again from a higher number after a restart of the silo.</summary>
    [Id(7)]
    public required long Revision { get; init; }

    /// <summary>Whether nothing will change any more.</summary>
    public bool HasEnded => Ended is not null;
}
