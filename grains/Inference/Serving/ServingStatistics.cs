namespace BirdGrid.Grains.Inference.Serving;

/// <summary>What a replica, or all replicas of a version, have done since they were loaded. Executions to images gives the mean batch.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.serving-statistics")]
public sealed record ServingStatistics
{
    /// <summary>Nothing yet.</summary>
    public static ServingStatistics Zero { get; } = new();

    /// <summary>Images classified.</summary>
    [Id(0)]
    public long Images { get; init; }

    /// <summary>Forward passes.</summary>
    [Id(1)]
    public long Executions { get; init; }

    /// <summary>Requests answered, from arrival to answer.</summary>
    [Id(2)]
    public StageTotal Success { get; init; } = StageTotal.Zero;

    /// <summary>Requests that failed, from arrival to error.</summary>
    [Id(3)]
    public StageTotal Failure { get; init; } = StageTotal.Zero;

    /// <summary>Waiting of answered requests.</summary>
    [Id(4)]
    public StageTotal Queue { get; init; } = StageTotal.Zero;

    /// <summary>Bringing batches together, counted by request.</summary>
    [Id(5)]
    public StageTotal Assembly { get; init; } = StageTotal.Zero;

    /// <summary>Forward passes, counted by request.</summary>
    [Id(6)]
    public StageTotal Compute { get; init; } = StageTotal.Zero;

    /// <summary>Handing answers out, counted by request.</summary>
    [Id(7)]
    public StageTotal Respond { get; init; } = StageTotal.Zero;

    /// <summary>Requests turned away, by reason (<c>queue-full</c>, <c>deadline</c>, <c>cancelled</c>).</summary>
    [Id(8)]
    public IReadOnlyDictionary<string, long> Rejections { get; init; } = new Dictionary<string, long>();

    /// <summary>When the last answer was given, UTC; null: none yet.</summary>
    [Id(9)]
    public DateTimeOffset? LastAnswer { get; init; }

    /// <summary>The sum of two replicas.</summary>
    public ServingStatistics Plus(ServingStatistics other) => new()
    {
        Images = Images + other.Images,
        Executions = Executions + other.Executions,
        Success = Success.Plus(other.Success),
        Failure = Failure.Plus(other.Failure),
        Queue = Queue.Plus(other.Queue),
        Assembly = Assembly.Plus(other.Assembly),
        Compute = Compute.Plus(other.Compute),
        Respond = Respond.Plus(other.Respond),
        Rejections = Rejections.Concat(other.Rejections).GroupBy(r => r.Key).ToDictionary(r => r.Key, r => r.Sum(p => p.Value)),
        LastAnswer = LastAnswer > other.LastAnswer || other.LastAnswer is null ? LastAnswer : other.LastAnswer,
    };
}
