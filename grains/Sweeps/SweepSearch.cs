namespace BirdGrid.Grains.Sweeps;

/// <summary>How a sweep chooses its trials.</summary>
[GenerateSerializer, Alias("birdgrid.sweep-search")]
public enum SweepSearch
{
    /// <summary>Every combination of the parameters' values.</summary>
    Grid = 1,

    /// <summary>Independent draws.</summary>
    Random = 2,

    /// <summary>Independent draws, and losers stop early; see <see cref="SuccessiveHalving"/>.</summary>
    Asha = 3,
}
