namespace BirdGrid.Grains.Inference.Serving;

/// <summary>How a model version is served now.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.version-serving")]
public sealed record VersionServing
{
    /// <summary>Model name.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>Version.</summary>
    [Id(1)]
    public required int Version { get; init; }

    /// <summary>The state of the replica that is furthest: a version is ready as soon as one replica is.</summary>
    [Id(2)]
    public required ServingState State { get; init; }

    /// <summary>Why it is there, for people.</summary>
    [Id(3)]
    public required string Reason { get; init; }

    /// <summary>Since when, UTC; null: it has not been loaded since the grid started.</summary>
    [Id(4)]
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Its replicas; those that are not in memory are left out.</summary>
    [Id(5)]
    public required IReadOnlyList<ReplicaServing> Replicas { get; init; }

    /// <summary>Aliases that point at it.</summary>
    [Id(6)]
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Percentage of the model's requests that it is given, 0 to 100.</summary>
    [Id(7)]
    public required double TrafficPercent { get; init; }
}
