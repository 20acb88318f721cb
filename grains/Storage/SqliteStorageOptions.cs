using Orleans.Storage;

namespace BirdGrid.Grains.Storage;

/// <summary>Where grain states or reminders are kept in an SQLite database, and how patiently.</summary>
/// <remarks>
/// Storages and the reminder table of one silo that name the same file share one open database; the settings of the first to open it count.
/// The file may be shared by several silo processes on one machine, never over a network file system: SQLite's locks do not hold there.
/// </remarks>
public sealed class SqliteStorageOptions
{
    /// <summary>Name of the options instance that <c>UseSqliteReminderService</c> configures.</summary>
    public const string RemindersName = "birdgrid.reminders";

    /// <summary>Path of the database file; its folder is created where it is missing. Required.</summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>How long to wait for another process's lock on the file, in seconds, 1 to 300.</summary>
    /// <value>5 by default.</value>
    public int BusyTimeoutSeconds { get; set; } = 5;

    /// <summary>Most reads that run at once, each on a pooled connection, 1 to 64.</summary>
    /// <value>4 by default.</value>
    public int ReadConnections { get; set; } = 4;

    /// <summary>Most writes that may wait for the writer thread before callers wait too, 1 to 1,000,000.</summary>
    /// <value>4096 by default.</value>
    public int WriteQueueCapacity { get; set; } = 4096;

    /// <summary>Turns grain states into bytes and back.</summary>
    /// <value>Orleans' binary serialiser by default: it tolerates members added to or removed from <c>[GenerateSerializer]</c> types.</value>
    public IGrainStorageSerializer? GrainStorageSerializer { get; set; }
}
