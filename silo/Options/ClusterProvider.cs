namespace BirdGrid.Silo.Options;

/// <summary>Where a grid's membership, grain state and reminders are kept.</summary>
public enum ClusterProvider
{
    /// <summary>One machine: membership in the primary silo's memory, state and reminders in SQLite in the data directory.</summary>
    Localhost = 0,

    /// <summary>Many machines: everything in Redis, through Orleans' own providers.</summary>
    Redis = 1,
}
