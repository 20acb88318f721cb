namespace BirdGrid.Grains.Catalog;

/// <summary>Keys of the catalogs.</summary>
public static class CatalogKinds
{
    /// <summary>Dataset names.</summary>
    public const string Datasets = "datasets";

    /// <summary>Training session ids.</summary>
    public const string Sessions = "sessions";

    /// <summary>Sweep ids.</summary>
    public const string Sweeps = "sweeps";

    /// <summary>Model names.</summary>
    public const string Models = "models";
}
