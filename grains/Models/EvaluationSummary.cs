using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Models;

/// <summary>Figures of a model version on photos it was not fitted to.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.evaluation-summary")]
public sealed record EvaluationSummary
{
    /// <summary>Split the figures were measured on.</summary>
    [Id(0)]
    public required DatasetSplit Split { get; init; }

    /// <summary>Photos measured.</summary>
    [Id(1)]
    public required int Photos { get; init; }

    /// <summary>Share (0 to 1) of photos whose best label is right.</summary>
    [Id(2)]
    public required double Top1 { get; init; }

    /// <summary>Share (0 to 1) of photos whose label is among the best five.</summary>
    [Id(3)]
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy in nats.</summary>
    [Id(4)]
    public required double Loss { get; init; }

    /// <summary>Photos of each class, in label order.</summary>
    [Id(5)]
    public required IReadOnlyList<int> ClassPhotos { get; init; }

    /// <summary>Accuracy (0 to 1) of each class, in label order; NaN where a class has no photo.</summary>
    [Id(6)]
    public required IReadOnlyList<double> ClassAccuracy { get; init; }

    /// <summary>Confusion matrix, row-major: rows are true classes, columns predicted ones.</summary>
    [Id(7)]
    public required IReadOnlyList<int> Confusion { get; init; }

    /// <summary>Figures of the same photos with the probabilities of several views averaged; null where that was not asked for.</summary>
    [Id(8)]
    public TestTimeSummary? TestTime { get; init; }
}
