namespace BirdGrid.Silo.Options;

/// <summary>Where the blobs of a grid are: photos, renditions, manifests, checkpoints, weights and reports. All silos of a grid name the same place.</summary>
public sealed class BlobOptions
{
    /// <summary>Directory or S3. A bucket is set by BirdGrid:Blobs:S3:*, its cache by BirdGrid:Blobs:Cache:*.</summary>
    /// <value>Default Directory.</value>
    public BlobProvider Provider { get; set; } = BlobProvider.Directory;

    /// <summary>The folder of the provider Directory. Empty: blobs in the data directory.</summary>
    /// <value>Default empty.</value>
    public string Directory { get; set; } = "";
}
