namespace BirdGrid.Grains.Placement;

/// <summary>An active silo, as it announced itself.</summary>
/// <param name="Address">Its address; another after a restart.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Roles">What it is for.</param>
/// <param name="Cores">Cores that it may use, at least 1.</param>
/// <param name="TrainingSlots">Sessions that it trains at a time, at least 1; only of interest with the role gpu.</param>
public sealed record SiloMember(SiloAddress Address, string Name, SiloRole Roles, int Cores, int TrainingSlots);
