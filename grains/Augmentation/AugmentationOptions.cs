using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Augmentation;

/// <summary>How batches are made and pulled.</summary>
public sealed class AugmentationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Augmentation";

    /// <summary>Augmenter shards of a session; at least as many as CPU silos, so that each gets work.</summary>
    /// <value>Default 8.</value>
    [Range(1, 1024)]
    public int Shards { get; set; } = 8;

    /// <summary>Batches that are asked for before the device needs them.</summary>
    /// <value>Default 4.</value>
    [Range(1, 256)]
    public int ReadAheadBatches { get; set; } = 4;

    /// <summary>Memory for decoded photos in MiB; 0: every epoch decodes anew.</summary>
    /// <value>Default 768.</value>
    [Range(0, 1 << 20)]
    public int PhotoCacheMiB { get; set; } = 768;
}
