namespace BirdGrid.Grains.Datasets;

/// <summary>Takes photos in and freezes them as the next version of a dataset. Nothing is visible until the version is frozen.</summary>
public interface IDatasetImporter
{
    /// <summary>Imports photos.</summary>
    /// <param name="options">Dataset name, idempotency key, split and rendition size.</param>
    /// <param name="photos">The photos, pulled as fast as they can be stored.</param>
    /// <param name="progress">Told after every stored photo, or null.</param>
    /// <param name="cancellationToken">Gives up; stored photos stay as unreferenced blobs, no version is made.</param>
    /// <returns>The frozen version; with a repeated idempotency key the version made before, without reading the photos.</returns>
    /// <exception cref="RefusedException">An option is out of range, or the photos make no dataset.</exception>
    Task<DatasetVersion> ImportAsync(ImportOptions options, IAsyncEnumerable<UploadedPhoto> photos, IProgress<ImportProgress>? progress, CancellationToken cancellationToken);
}
