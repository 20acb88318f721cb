namespace BirdGrid.Grains.Placement;

/// <summary>What a silo is for.</summary>
public enum SiloRole
{
    /// <summary>Everything: the single silo of a laptop.</summary>
    All,

    /// <summary>Trainers and classifier replicas.</summary>
    Gpu,

    /// <summary>Augmenters and importers.</summary>
    Cpu,

    /// <summary>gRPC only.</summary>
    Gateway,
}
