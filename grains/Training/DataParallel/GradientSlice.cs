namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>A slice of gradients on its way. A byte array goes over the wire as it is; as memory each byte would take 2.4.</summary>
/// <param name="Values">float32, little-endian; empty: not yet, ask again. Nobody changes it.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.gradient-slice")]
public sealed record GradientSlice([property: Id(0)] byte[] Values);
