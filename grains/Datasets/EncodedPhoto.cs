namespace BirdGrid.Grains.Datasets;

/// <summary>A photo's file on its way to where it is decoded.</summary>
/// <param name="Bytes">The encoded bytes.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.encoded-photo")]
public sealed record EncodedPhoto([property: Id(0)] byte[] Bytes);
