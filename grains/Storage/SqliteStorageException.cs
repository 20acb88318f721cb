using BirdGrid.Grains.Disks;

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

    /// <summary>What is wrong with the disk; none where it is something else.</summary>
    [Id(0)]
    public DiskFault DiskFault { get; init; }

    /// <summary>Whether what is stored cannot be read: the file, or a state in it, was changed by something else than the grid.</summary>
    [Id(1)]
    public bool IsDamaged { get; init; }

    /// <summary>Whether the silo is stopping: the database is closed, and nothing is wrong with it.</summary>
    [Id(2)]
    public bool IsClosed { get; init; }
}
