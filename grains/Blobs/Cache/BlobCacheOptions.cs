using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Blobs;

/// <summary>The local cache of blobs that lie elsewhere.</summary>
public sealed class BlobCacheOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Blobs:Cache";

    /// <summary>A local folder, created where it is missing. Several silos of a machine may share it.</summary>
    /// <value>Default blob-cache in the silo's data directory.</value>
    public string Directory { get; set; } = "";

    /// <summary>
    /// Most MiB of cached files; the longest unused go first. Blobs on their way in or out come on top, and silos that share the folder may exceed it by a sixteenth each.
    /// </summary>
    /// <value>Default 20480 (20 GiB).</value>
    [Range(1, 1 << 30)]
    public int MaximumMiB { get; set; } = 20 << 10;
}
