using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>Outcome of storing a photo: either both blobs are set, or the reason.</summary>
/// <param name="Rendition">The stored rendition.</param>
/// <param name="RejectedBecause">Why the photo is refused, as a sentence.</param>
/// <param name="IsTruncated">Whether the photo ends before its last pixel, and was taken all the same.</param>
/// <param name="Photo">The stored photo.</param>
/// <param name="WasDamaged">Whether the photo or its rendition was stored already, and damaged; what was has been replaced.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rendition-result")]
public sealed record RenditionResult(
    [property: Id(0)] BlobRef? Rendition,
    [property: Id(1)] string? RejectedBecause,
    [property: Id(2)] bool IsTruncated,
    [property: Id(3)] BlobRef? Photo,
    [property: Id(4)] bool WasDamaged = false);
