namespace BirdGrid.Grains.Sweeps;

/// <summary>What a sweep's trials have in common, and how they are run.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.sweep-settings")]
public sealed record SweepSettings
{
    /// <summary>Name, for people.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Model that gets a version of each trial that is trained to its end.</summary>
    [Id(1)]
    public required string Model { get; init; }

    /// <summary>Dataset name.</summary>
    [Id(2)]
    public required string Dataset { get; init; }

    /// <summary>Dataset version; 0 until the sweep has pinned the latest, for all its trials.</summary>
    [Id(3)]
    public int DatasetVersion { get; init; }

    /// <summary>Epochs that every trial plans: its learning rate follows the whole course, whether it is stopped or not.</summary>
    [Id(4)]
    public required int Epochs { get; init; }

    /// <summary>How trials were chosen.</summary>
    [Id(5)]
    public required SweepSearch Search { get; init; }

    /// <summary>What trials are compared by.</summary>
    [Id(6)]
    public required SweepMetric Metric { get; init; }

    /// <summary>Trials at a time; 0: as many as the grid trains sessions at a time.</summary>
    [Id(7)]
    public int Parallel { get; init; }

    /// <summary>Seed of the draws and of every trial.</summary>
    [Id(8)]
    public ulong Seed { get; init; }

    /// <summary>Eta of <see cref="SuccessiveHalving"/>; only <see cref="SweepSearch.Asha"/> uses it.</summary>
    [Id(9)]
    public int ReductionFactor { get; init; } = 3;

    /// <summary>First rung of <see cref="SuccessiveHalving"/> in epochs; only <see cref="SweepSearch.Asha"/> uses it.</summary>
    [Id(10)]
    public int MinEpochs { get; init; } = 1;

    /// <summary>Names of the parameters that vary, in the order of the trials' settings.</summary>
    [Id(11)]
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>Epochs at which losers stop; none where nothing is stopped.</summary>
    public IReadOnlyList<int> Rungs() => Search == SweepSearch.Asha ? SuccessiveHalving.Rungs(MinEpochs, ReductionFactor, Epochs) : [];
}
