using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>The first form of a manifest, one JSON blob with every photo: no longer written, still read.</summary>
/// <param name="Classes">Class names.</param>
/// <param name="Photos">Photos ordered by class, file name and hash.</param>
internal sealed record WholeManifest(IReadOnlyList<string> Classes, IReadOnlyList<DatasetPhoto> Photos) : IDatasetManifest
{
    /// <inheritdoc/>
    public int PhotoCount => Photos.Count;

    /// <inheritdoc/>
    public ValueTask<ManifestColumns> ReadColumnsAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ManifestColumns.Of(Classes, [.. Photos.Select(p => (p.Label, p.Split))]));

    /// <inheritdoc/>
    public ValueTask<BlobRef[]> ReadRenditionsAsync(IReadOnlyList<int> photos, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(photos.Select(i => Photos[i].Rendition).ToArray());

    /// <inheritdoc/>
    public IAsyncEnumerable<DatasetPhoto> ReadPhotosAsync(CancellationToken cancellationToken = default) => Photos.ToAsyncEnumerable();
}
