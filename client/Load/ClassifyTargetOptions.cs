namespace BirdGrid.Client.Load;

/// <summary>How photos are sent to a model.</summary>
public sealed record ClassifyTargetOptions
{
    /// <summary>Labels to return, at least 1.</summary>
    /// <value>Default 5.</value>
    public int TopK { get; init; } = 5;

    /// <summary>Deadline of every request; null: none.</summary>
    /// <value>Default null.</value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Seed of the order of the photos; null: their own order. Either way every photo comes once before any comes twice.</summary>
    /// <value>Default null.</value>
    public int? ShuffleSeed { get; init; }
}
