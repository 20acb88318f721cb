using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Datasets;

/// <summary>How manifests are read.</summary>
public sealed class ManifestOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Manifests";

    /// <summary>
    /// Memory of a silo for parts of manifests in MiB. Training in random order needs 40 bytes a photo on silos that augment, 4 on silos
    /// that train; what does not fit is read again for every batch.
    /// </summary>
    /// <value>Default 512: twelve million photos.</value>
    [Range(1, 1 << 20)]
    public int CacheMiB { get; set; } = 512;
}
