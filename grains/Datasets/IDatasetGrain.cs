namespace BirdGrid.Grains.Datasets;

/// <summary>A dataset; the key is its name. Owns the list of its frozen versions.</summary>
[Alias("birdgrid.dataset")]
public interface IDatasetGrain : IGrainWithStringKey
{
    /// <summary>Freezes the next version, or returns the one that the same idempotency key made before.</summary>
    [Alias("freeze")]
    Task<DatasetVersion> Freeze(FreezeDatasetRequest request);

    /// <summary>Every version, oldest first; empty where the dataset does not exist.</summary>
    [Alias("versions")]
    Task<IReadOnlyList<DatasetVersion>> GetVersions();

    /// <summary>The version that an import with this key made, or null.</summary>
    [Alias("find-import")]
    Task<DatasetVersion?> FindImport(string idempotencyKey);

    /// <summary>One version; 0 for the latest.</summary>
    /// <exception cref="NotFoundException">The dataset or the version does not exist.</exception>
    [Alias("version")]
    Task<DatasetVersion> GetVersion(int version);
}
