namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>What the grid is doing when a process dies.</summary>
internal enum KillMoment
{
    /// <summary>Photos are being imported.</summary>
    Import,

    /// <summary>An epoch is being trained.</summary>
    Training,

    /// <summary>The last epoch is done; the version is being evaluated and published.</summary>
    Publication,

    /// <summary>An alias is being moved.</summary>
    Promotion,

    /// <summary>Photos are being classified, as in every other moment, and nothing else happens.</summary>
    Classification,
}
