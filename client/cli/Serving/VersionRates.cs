namespace BirdGrid.Cli.Serving;

/// <summary>What a model version did between two looks.</summary>
internal sealed record VersionRates
{
    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>Version.</summary>
    public required int Version { get; init; }

    /// <summary>unloaded, loading, warming-up, ready, draining or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in this state.</summary>
    public required string Reason { get; init; }

    /// <summary>Seconds that it has been in this state; null: not known.</summary>
    public required double? SecondsInState { get; init; }

    /// <summary>Aliases that point at it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Percentage of the model's requests that it is given.</summary>
    public required double TrafficPercent { get; init; }

    /// <summary>What computes, each kind once.</summary>
    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>Replicas in memory, and those of them that are ready.</summary>
    public required int Replicas { get; init; }

    /// <summary>Replicas that are ready.</summary>
    public required int ReadyReplicas { get; init; }

    /// <summary>Images classified a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Requests answered a second.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Requests failed a second.</summary>
    public required double FailuresPerSecond { get; init; }

    /// <summary>Images of a forward pass; null: there was none.</summary>
    public required double? MeanBatchSize { get; init; }

    /// <summary>Images that wait.</summary>
    public required int QueueLength { get; init; }

    /// <summary>Mean milliseconds from arrival to answer; null: no request was answered.</summary>
    public required double? MeanMs { get; init; }

    /// <summary>Mean milliseconds of waiting.</summary>
    public required double? QueueMs { get; init; }

    /// <summary>Mean milliseconds of bringing a batch together.</summary>
    public required double? AssemblyMs { get; init; }

    /// <summary>Mean milliseconds of the forward pass.</summary>
    public required double? ComputeMs { get; init; }

    /// <summary>Mean milliseconds of handing answers out.</summary>
    public required double? RespondMs { get; init; }

    /// <summary>Requests turned away a second, by reason; those that there were.</summary>
    public required IReadOnlyDictionary<string, double> RejectionsPerSecond { get; init; }

    /// <summary>Bytes of memory of all replicas.</summary>
    public required long MemoryBytes { get; init; }
}
