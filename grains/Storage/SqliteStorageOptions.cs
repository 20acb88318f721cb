using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Storage;

/// <summary>The SQLite database that holds grain state and reminders.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>Path of the database file; made where it is missing.</summary>
    [Required]
    public string DatabasePath { get; set; } = string.Empty;

    /// <summary>Seconds to wait for another process's lock.</summary>
    /// <value>Default 10.</value>
    [Range(1, 600)]
    public int BusyTimeoutSeconds { get; set; } = 10;
}
