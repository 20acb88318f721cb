namespace BirdGrid.Grains.Storage;

/// <summary>The SQLite database could not be opened, read or written; the message names the file, the reason and what to do.</summary>
[GenerateSerializer, Alias("birdgrid.sqlite-storage-exception")]
public sealed class SqliteStorageException : OrleansException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="inner">The cause, or null.</param>
    public SqliteStorageException(string message, Exception? inner = null)
        : base(message, inner!)
    {
    }
}
