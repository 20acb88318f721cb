using System.Globalization;
using BirdGrid.Grains.Disks;

namespace BirdGrid.Grains.Blobs;

/// <summary>Files named by the SHA-256 of their content, <c>ab/abcdef...</c>, in 256 folders.</summary>
internal sealed class BlobFolder
{
    /// <summary>Makes the folders where they are missing.</summary>
    /// <param name="root">The folder that holds them.</param>
    public BlobFolder(string root)
    {
        Root = Path.GetFullPath(root);
        OwnFiles.CreateFolder(Root);
        for (int first = 0; first < 256; first++)
        {
            OwnFiles.CreateFolderIn(Root, first.ToString("x2", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Full path of the folder that holds the 256.</summary>
    public string Root { get; }

    /// <summary>Full path of a blob's file, whether it exists or not.</summary>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    public string PathOf(BlobRef blob) => Path.Combine(Root, BlobHash.PathOf(blob));

    /// <summary>Full path of the one folder of the 256 that a blob's file lies in.</summary>
    public string FolderOf(BlobRef blob) => Path.Combine(Root, blob.Sha256[..2]);

    /// <summary>Whether a blob's file exists and is as long as the blob.</summary>
    public bool Holds(BlobRef blob) => new FileInfo(PathOf(blob)) is { Exists: true } file && file.Length == blob.Length;

    /// <summary>Opens a blob's file for reading, of whatever length it is; null where there is none. It may be renamed or deleted meanwhile.</summary>
    public FileStream? TryOpen(BlobRef blob)
    {
        try
        {
            return new FileStream(PathOf(blob), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
