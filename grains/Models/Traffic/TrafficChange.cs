namespace BirdGrid.Grains.Models.Traffic;

/// <summary>One change of how requests are split, kept for ever.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.traffic-change")]
public sealed record TrafficChange
{
    /// <summary>What was changed: <c>canary 3 at 10 %</c>, <c>rolled back from 3 to 2</c>.</summary>
    [Id(0)]
    public required string What { get; init; }

    /// <summary>Who; <c>birdgrid</c> where it was the grid itself.</summary>
    [Id(1)]
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    [Id(2)]
    public required string Why { get; init; }

    /// <summary>When, UTC.</summary>
    [Id(3)]
    public required DateTimeOffset When { get; init; }

    /// <summary>Figures that the grid decided on; empty for people's changes.</summary>
    [Id(4)]
    public required string Evidence { get; init; }

    /// <summary>A repeat with this key changes nothing.</summary>
    [Id(5)]
    public required string IdempotencyKey { get; init; }

    /// <summary>The split after it.</summary>
    [Id(6)]
    public required TrafficPolicy Policy { get; init; }
}
