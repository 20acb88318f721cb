namespace BirdGrid.Grains.Models;

/// <summary>One move of an alias, kept for ever.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.alias-move")]
public sealed record AliasMove
{
    /// <summary>The alias.</summary>
    [Id(0)]
    public required string AliasName { get; init; }

    /// <summary>Version before the move; 0: the alias was new.</summary>
    [Id(1)]
    public required int FromVersion { get; init; }

    /// <summary>Version after the move.</summary>
    [Id(2)]
    public required int ToVersion { get; init; }

    /// <summary>Who moved it.</summary>
    [Id(3)]
    public required string Who { get; init; }

    /// <summary>Why.</summary>
    [Id(4)]
    public required string Why { get; init; }

    /// <summary>When, UTC.</summary>
    [Id(5)]
    public required DateTimeOffset When { get; init; }

    /// <summary>A repeat with this key changes nothing.</summary>
    [Id(6)]
    public required string IdempotencyKey { get; init; }
}
