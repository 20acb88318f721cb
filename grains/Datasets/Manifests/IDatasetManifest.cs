using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>
/// The content of a dataset version, read as far as it is needed. A photo's index, 0 to <see cref="PhotoCount"/> - 1, is what
/// augmentation draws are keyed by; photos are ordered by class, file name and hash.
/// </summary>
public interface IDatasetManifest
{
    /// <summary>Class names; a photo's label is an index into them.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Number of photos.</summary>
    int PhotoCount { get; }

    /// <summary>Reads label and split of every photo: 4 bytes each, all that a training plan needs.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DamagedException">A part of the manifest is missing or damaged.</exception>
    ValueTask<ManifestColumns> ReadColumnsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads which renditions photos have; only the shards that hold these photos are touched.</summary>
    /// <param name="photos">Photo indices, in any order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A rendition for each photo, in the order given.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index names no photo.</exception>
    /// <exception cref="DamagedException">A part of the manifest is missing or damaged.</exception>
    ValueTask<BlobRef[]> ReadRenditionsAsync(IReadOnlyList<int> photos, CancellationToken cancellationToken = default);

    /// <summary>Reads every photo with everything about it, one shard at a time.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DamagedException">A part of the manifest is missing or damaged.</exception>
    IAsyncEnumerable<DatasetPhoto> ReadPhotosAsync(CancellationToken cancellationToken = default);
}
