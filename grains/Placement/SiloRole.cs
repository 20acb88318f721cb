namespace BirdGrid.Grains.Placement;

/// <summary>What a silo is for; a silo may have several roles.</summary>
[Flags]
public enum SiloRole
{
    /// <summary>No role: hosts only grains that require none.</summary>
    None = 0,

    /// <summary>Trains and classifies on a GPU.</summary>
    Gpu = 1,

    /// <summary>Decodes and augments photos.</summary>
    Cpu = 2,

    /// <summary>Takes calls from outside.</summary>
    Gateway = 4,

    /// <summary>Everything, on one machine; it need not have a GPU.</summary>
    All = Gpu | Cpu | Gateway,
}
