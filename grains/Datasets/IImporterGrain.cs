namespace BirdGrid.Grains.Datasets;

/// <summary>Decodes and stores photos on a CPU silo; the key is a shard, so that photos spread over silos.</summary>
[Alias("birdgrid.importer")]
public interface IImporterGrain : IGrainWithStringKey
{
    /// <summary>Decodes a photo, and stores it and its rendition. Of what cannot be decoded nothing is stored: it may be any file.</summary>
    /// <param name="photo">The photo as imported.</param>
    /// <param name="renditionSize">Shorter side of the rendition in pixels.</param>
    /// <param name="acceptTruncated">Whether a photo that ends before its last pixel is taken.</param>
    /// <returns>The stored photo and rendition, or why the photo was rejected.</returns>
    [Alias("store-photo")]
    Task<RenditionResult> StorePhoto(EncodedPhoto photo, int renditionSize, bool acceptTruncated);
}
