namespace BirdGrid.Grains.Blobs;

/// <summary>Where the blob folder lies.</summary>
public sealed class DirectoryBlobStoreOptions
{
    /// <summary>The folder, local or on a mount shared by all silos; created where it is missing. Required.</summary>
    public string RootPath { get; set; } = "";
}
