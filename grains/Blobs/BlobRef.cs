namespace BirdGrid.Grains.Blobs;

/// <summary>Names bytes in the blob store by their content.</summary>
/// <param name="Sha256">SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="Length">Length in bytes.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.blob-ref")]
public sealed record BlobRef([property: Id(0)] string Sha256, [property: Id(1)] long Length);
