namespace BirdGrid.Grains.Inference;

/// <summary>A label with its probability.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Probability">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.label-score")]
public sealed record LabelScore([property: Id(0)] string Label, [property: Id(1)] float Probability);
