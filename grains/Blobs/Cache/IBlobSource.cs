namespace BirdGrid.Grains.Blobs;

/// <summary>Where a cache gets the blobs that it does not have.</summary>
internal interface IBlobSource
{
    /// <summary>Where a blob lies, for people.</summary>
    string Locate(BlobRef blob);

    /// <summary>Downloads a blob; its content need not be checked.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="destination">Can seek; overwritten from its start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BlobNotFoundException">There is no such blob.</exception>
    /// <exception cref="BlobCorruptException">The stored length differs from the named one.</exception>
    /// <exception cref="BlobStoreException">The source does not answer or refuses.</exception>
    Task CopyToAsync(BlobRef blob, Stream destination, CancellationToken cancellationToken);
}
