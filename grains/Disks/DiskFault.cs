namespace BirdGrid.Grains.Disks;

/// <summary>Why a disk takes no bytes.</summary>
[GenerateSerializer, Alias("birdgrid.disk-fault")]
public enum DiskFault
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>There is no room left: the file system or a quota is full, or a file would be larger than is allowed.</summary>
    Full = 1,

    /// <summary>The file system, the folder or the file is read-only for the silo.</summary>
    ReadOnly = 2,

    /// <summary>The disk answered with an input or output error.</summary>
    Failing = 3,
}
