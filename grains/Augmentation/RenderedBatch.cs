namespace BirdGrid.Grains.Augmentation;

/// <summary>
/// What an augmenter answers. A byte array goes over the wire as it is; as <see cref="ReadOnlyMemory{T}"/> each byte would be encoded as a field
/// of its own and take 2.4 bytes.
/// </summary>
/// <param name="ImagesNhwc">uint8 NHWC, photos x size x size x 3; nobody changes it.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rendered-batch")]
public sealed record RenderedBatch([property: Id(0)] byte[] ImagesNhwc);
