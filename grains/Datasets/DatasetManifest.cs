namespace BirdGrid.Grains.Datasets;

/// <summary>
/// The whole content of a dataset version: classes and photos. Kept as a blob, so that its hash names the data exactly;
/// a photo's index in <see cref="Photos"/> is what augmentation draws are keyed by.
/// </summary>
/// <param name="Classes">Labels; a photo's <see cref="DatasetPhoto.Label"/> is an index into them.</param>
/// <param name="Photos">Photos ordered by class, file name and hash.</param>
public sealed record DatasetManifest(IReadOnlyList<string> Classes, IReadOnlyList<DatasetPhoto> Photos)
{
    /// <summary>Indices into <see cref="Photos"/> of one split, ascending.</summary>
    public int[] IndicesOf(DatasetSplit split) =>
        [.. Enumerable.Range(0, Photos.Count).Where(i => Photos[i].Split == split)];
}
