namespace BirdGrid.Grains.Storage;

/// <summary>Refuses to start a silo whose SQLite settings cannot work.</summary>
/// <param name="options">The settings.</param>
/// <param name="name">Name of the storage, for the message.</param>
public sealed class SqliteStorageOptionsValidator(SqliteStorageOptions options, string name) : IConfigurationValidator
{
    /// <inheritdoc/>
    /// <exception cref="OrleansConfigurationException">A setting is missing or out of range; the message names it.</exception>
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(options.DatabasePath))
        {
            throw Invalid(nameof(SqliteStorageOptions.DatabasePath), "is missing; name the database file, for example data/birdgrid.db");
        }

        if (Directory.Exists(options.DatabasePath))
        {
            throw Invalid(nameof(SqliteStorageOptions.DatabasePath), $"'{options.DatabasePath}' is a folder; name a file in it, for example {Path.Combine(options.DatabasePath, "birdgrid.db")}");
        }

        RequireRange(nameof(SqliteStorageOptions.BusyTimeoutSeconds), options.BusyTimeoutSeconds, 1, 300);
        RequireRange(nameof(SqliteStorageOptions.ReadConnections), options.ReadConnections, 1, 64);
        RequireRange(nameof(SqliteStorageOptions.WriteQueueCapacity), options.WriteQueueCapacity, 1, 1_000_000);
    }

    private void RequireRange(string setting, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw Invalid(setting, $"is {value}; it must be {minimum} to {maximum}");
        }
    }

    private OrleansConfigurationException Invalid(string setting, string fault) => new($"SQLite storage '{name}': {setting} {fault}.");
}
