namespace BirdGrid.Grains.Training;

/// <summary>A learning-rate search as it is.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.learning-rate-search")]
public sealed record LearningRateSearch
{
    /// <summary>What it waits for or does, as a sentence; empty while it steps.</summary>
    [Id(0)]
    public required string Message { get; init; }

    /// <summary>Steps so far, lowest rate first.</summary>
    [Id(1)]
    public required IReadOnlyList<LearningRateSample> Samples { get; init; }

    /// <summary>Whether it has ended.</summary>
    [Id(2)]
    public required bool IsDone { get; init; }

    /// <summary>Why it failed; null: it did not.</summary>
    [Id(3)]
    public string? Failure { get; init; }

    /// <summary>Whether the loss rose out of bounds before the highest rate.</summary>
    [Id(4)]
    public bool HasDiverged { get; init; }

    /// <summary>Rate of the steepest descent; null where the loss never fell, or not known yet.</summary>
    [Id(5)]
    public double? SteepestRate { get; init; }

    /// <summary>A tenth of the rate with the smallest loss; null where the loss never fell, or not known yet.</summary>
    [Id(6)]
    public double? TenthOfMinimumRate { get; init; }

    /// <summary>Rises with every change.</summary>
    [Id(7)]
    public required long Revision { get; init; }
}
