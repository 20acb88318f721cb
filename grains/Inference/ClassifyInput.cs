namespace BirdGrid.Grains.Inference;

/// <summary>A prepared photo on its way to a classifier replica.</summary>
/// <param name="ImageHwc">uint8, crop x crop x 3.</param>
/// <param name="TopK">Labels to return, at least 1.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.classify-input")]
public sealed record ClassifyInput([property: Id(0)] byte[] ImageHwc, [property: Id(1)] int TopK);
