using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Blobs;

/// <summary>Where the directory blob store keeps its files.</summary>
public sealed class DirectoryBlobStoreOptions
{
    /// <summary>The folder; made where it is missing. May be a mount that several silos share.</summary>
    [Required]
    public string Directory { get; set; } = string.Empty;
}
