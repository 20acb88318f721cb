namespace BirdGrid.Client.Datasets;

/// <summary>Why something among the photos is not imported. The names, in camel case, are what programs read.</summary>
public enum SkipKind
{
    /// <summary>A HEIC or HEIF photo, as phones make them.</summary>
    Heic,

    /// <summary>A camera's raw file.</summary>
    Raw,

    /// <summary>A picture in a format that is not imported.</summary>
    OtherPicture,

    /// <summary>A video.</summary>
    Video,

    /// <summary>A file that is no picture.</summary>
    NotAPhoto,

    /// <summary>A file of no bytes.</summary>
    Empty,

    /// <summary>A photo with more bytes than a silo takes.</summary>
    TooLarge,

    /// <summary>A file or folder that may not, or cannot, be read.</summary>
    Unreadable,

    /// <summary>A pipe, a socket or a device; never opened.</summary>
    SpecialFile,

    /// <summary>A link to something that does not exist.</summary>
    DanglingLink,

    /// <summary>A link that leads to itself or to a folder above it.</summary>
    LinkLoop,

    /// <summary>A link to a file or folder outside the imported folder.</summary>
    OutsideLink,

    /// <summary>A link to a folder whose photos are imported already.</summary>
    RepeatedLink,

    /// <summary>A file or folder whose name is not UTF-8: it cannot be opened by that name.</summary>
    NameNotUtf8,

    /// <summary>A file or folder that was there when its folder was listed, and is no more.</summary>
    Vanished,

    /// <summary>A file that changed between the listing and its upload.</summary>
    Changed,

    /// <summary>A file or folder whose name begins with a dot.</summary>
    Hidden,

    /// <summary>What operating systems, network drives and programs leave in folders: recycle bins, thumbnails, sidecars.</summary>
    SystemEntry,

    /// <summary>A photo that is not in the folder of a class.</summary>
    NotInAClass,

    /// <summary>A folder whose name is blank: it names no class.</summary>
    Nameless,

    /// <summary>A file that a list names and that does not exist.</summary>
    Missing,

    /// <summary>A line of a list without a label.</summary>
    Unlabelled,

    /// <summary>A file that a list names under two labels.</summary>
    ConflictingLabels,
}
