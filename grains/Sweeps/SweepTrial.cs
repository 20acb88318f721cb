namespace BirdGrid.Grains.Sweeps;

/// <summary>A trial as callers see it.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.sweep-trial")]
public sealed record SweepTrial
{
    /// <summary>1 for the first.</summary>
    [Id(0)]
    public required int Number { get; init; }

    /// <summary>Its training session.</summary>
    [Id(1)]
    public required string SessionId { get; init; }

    /// <summary>What sets it apart.</summary>
    [Id(2)]
    public required IReadOnlyList<TrialSetting> Settings { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(3)]
    public required TrialState State { get; init; }

    /// <summary>Why it was stopped, failed or was cancelled.</summary>
    [Id(4)]
    public required string Message { get; init; }

    /// <summary>The metric, a value for each epoch.</summary>
    [Id(5)]
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Epoch with the best value; 0: none.</summary>
    [Id(6)]
    public required int BestEpoch { get; init; }

    /// <summary>Rungs that it has reached.</summary>
    [Id(7)]
    public required int RungsReached { get; init; }

    /// <summary>Version that it published under the sweep's model; 0: none.</summary>
    [Id(8)]
    public required int ModelVersion { get; init; }

    /// <summary>The best value; NaN: none.</summary>
    public double Best => BestEpoch == 0 ? double.NaN : Values[BestEpoch - 1];
}
