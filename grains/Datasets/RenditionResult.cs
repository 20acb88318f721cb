using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>Outcome of making a rendition: exactly one of the two is set.</summary>
/// <param name="Rendition">The stored rendition.</param>
/// <param name="RejectedBecause">Why the photo is refused, as a sentence.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rendition-result")]
public sealed record RenditionResult([property: Id(0)] BlobRef? Rendition, [property: Id(1)] string? RejectedBecause);
