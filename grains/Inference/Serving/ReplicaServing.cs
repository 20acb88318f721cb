namespace BirdGrid.Grains.Inference.Serving;

/// <summary>A replica of a model version, as it is now.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.replica-serving")]
public sealed record ReplicaServing
{
    /// <summary>Number of the replica, from 0.</summary>
    [Id(0)]
    public required int Replica { get; init; }

    /// <summary>Name of the silo that holds it.</summary>
    [Id(1)]
    public required string Silo { get; init; }

    /// <summary>Where it is.</summary>
    [Id(2)]
    public required ServingState State { get; init; }

    /// <summary>Why it is there, for people.</summary>
    [Id(3)]
    public required string Reason { get; init; }

    /// <summary>Since when, UTC.</summary>
    [Id(4)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>What computes: <c>onnxruntime fp32 cpu</c>; empty before it is known.</summary>
    [Id(5)]
    public required string Engine { get; init; }

    /// <summary>Bytes of memory that loading it took, as measured; 0 before it is loaded.</summary>
    [Id(6)]
    public required long MemoryBytes { get; init; }

    /// <summary>Images that wait.</summary>
    [Id(7)]
    public required int QueueLength { get; init; }

    /// <summary>What it has done since it was loaded.</summary>
    [Id(8)]
    public required ServingStatistics Statistics { get; init; }
}
