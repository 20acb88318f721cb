using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>Makes renditions on a CPU silo; the key is a shard, so that photos spread over silos.</summary>
[Alias("birdgrid.importer")]
public interface IImporterGrain : IGrainWithStringKey
{
    /// <summary>Decodes a stored photo and stores its rendition.</summary>
    /// <param name="photo">The photo as imported.</param>
    /// <param name="renditionSize">Shorter side of the rendition in pixels.</param>
    /// <param name="acceptTruncated">Whether a photo that ends before its last pixel is taken.</param>
    /// <returns>The rendition, or why the photo was rejected.</returns>
    [Alias("make-rendition")]
    Task<RenditionResult> MakeRendition(BlobRef photo, int renditionSize, bool acceptTruncated);
}
