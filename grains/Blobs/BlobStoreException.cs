namespace BirdGrid.Grains.Blobs;

/// <summary>A blob store cannot be used now: it does not answer, refuses, or is not there. The message says which and what to do.</summary>
[GenerateSerializer, Alias("birdgrid.blob-store")]
public sealed class BlobStoreException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="inner">The cause, or null.</param>
    public BlobStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
