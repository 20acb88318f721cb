namespace BirdGrid.Grains.Models;

/// <summary>Figures of a model version with test-time augmentation: what it would reach if it looked at several views of each photo.</summary>
/// <param name="Views">Views of each photo, whose probabilities are averaged.</param>
/// <param name="Top1">Share (0 to 1) of photos whose best label is right.</param>
/// <param name="Top5">Share (0 to 1) of photos whose label is among the best five.</param>
/// <param name="Loss">Mean cross-entropy of the averaged probabilities in nats.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.test-time-summary")]
public sealed record TestTimeSummary(
    [property: Id(0)] int Views,
    [property: Id(1)] double Top1,
    [property: Id(2)] double Top5,
    [property: Id(3)] double Loss);
