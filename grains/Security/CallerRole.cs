namespace BirdGrid.Grains.Security;

/// <summary>What a caller may do; each role includes those before it.</summary>
public enum CallerRole
{
    /// <summary>Nothing but what is open to everyone: health and probes.</summary>
    None = 0,

    /// <summary>Reads and classifies.</summary>
    Reader = 1,

    /// <summary>Also imports datasets, trains and sweeps.</summary>
    Trainer = 2,

    /// <summary>Also promotes, decides what is served, and keeps the keys.</summary>
    Admin = 3,
}
