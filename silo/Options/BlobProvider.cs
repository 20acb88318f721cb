namespace BirdGrid.Silo.Options;

/// <summary>What keeps the blobs.</summary>
public enum BlobProvider
{
    /// <summary>A folder, local or on a mount that all silos share.</summary>
    Directory,

    /// <summary>A bucket of S3-compatible storage, with a local cache.</summary>
    S3,
}
