namespace BirdGrid.Client.Datasets;

/// <summary>How folders and lists of photos are read.</summary>
public sealed record PhotoFolderOptions
{
    /// <summary>Whether links and lines of a list may name files outside the folder. A folder of a stranger could name any file of this machine.</summary>
    public bool AllowOutside { get; init; }

    /// <summary>Encoding of a CSV file, by its IANA name (<c>windows-1252</c>); null: UTF-8, or what its byte order mark says.</summary>
    public string? Encoding { get; init; }
}
