namespace BirdGrid.Grains.Datasets;

/// <summary>A class whose label came in several spellings that look the same.</summary>
/// <param name="Label">The label in its one form.</param>
/// <param name="Spellings">The spellings, in ordinal order.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.merged-class")]
public sealed record MergedClass([property: Id(0)] string Label, [property: Id(1)] IReadOnlyList<string> Spellings);
