using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training;

/// <summary>Weights that a session starts from.</summary>
/// <param name="Weights">The weights, or null: random ones from the seed.</param>
/// <param name="Origin">File or version they come from, with its hash; null for random ones.</param>
/// <param name="ParentLabels">Class names of the parent version, in logit order; null where there is none.</param>
public sealed record InitialWeights(StateDict? Weights, string? Origin, IReadOnlyList<string>? ParentLabels);
