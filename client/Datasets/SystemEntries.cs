using System.IO.Enumeration;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Names of files and folders that operating systems, network drives, version control and photo programs leave among photos. Many of these
/// folders hold thumbnails or deleted photos with the names of real ones: imported, they would be duplicates on both sides of a split.
/// </summary>
internal static class SystemEntries
{
    /// <summary>Whole names, compared without case.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Synology, QNAP, NetApp, Asustor, Western Digital
        "@eaDir", "#recycle", "#snapshot", "@tmp", "@sharebin", "@SynoEAStream", "@SynoResource", "@Recycle", "@Recently-Snapshot", "@Transcode", "@__thumb", "@thumb", "~snapshot", "Network Trash Folder", "Temporary Items", "TheVolumeSettingsFolder", "TheFindByContentFolder",

        // Windows, Android
        "$RECYCLE.BIN", "RECYCLE.BIN", "System Volume Information", "Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "LOST.DIR",

        // Linux, macOS
        "lost+found", "__MACOSX", "Icon\r",

        // Version control, notebooks, synchronisation
        "__pycache__", "sync.ffs_db",

        // Photo programs
        "_thumbs", "_thumbnails", "thumbnails", "Picasa.ini", "pspbrwse.jbf", "zbthumbnail.info", "Plex Versions",
    };

    /// <summary>Names that could be a class's when written otherwise.</summary>
    private static readonly HashSet<string> ExactNames = new(StringComparer.Ordinal) { "RECYCLER", "RECYCLED", "CVS" };

    private static readonly string[] Patterns =
    [
        "found.???", "*.lrdata", "*.lrcat-data", "*.photoslibrary", "*.aplibrary", "*.photolibrary", "*.cocatalog", "*.cosessiondb", "SYNOPHOTO_THUMB_*", "SYNOFILE_THUMB_*",
        "SyncToy_*.dat", "*.part", "*.partial", "*.crdownload", "*.tmp", "~syncthing~*", "~$*", "._*",
    ];

    /// <summary>Hidden names that are worth telling apart from a user's own hidden files: all of these come from systems and programs.</summary>
    private static readonly string[] HiddenPatterns =
    [
        ".DS_Store", ".localized", ".apdisk", ".Spotlight-V100", ".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100", ".VolumeIcon.icns", ".AppleD*", ".Trash*", ".trashed-*", ".nfs*", ".fuse_hidden*", ".directory",
        ".thumbnails", ".thumbs", ".thumb", ".thumbdata*", ".xvpics", ".comments", ".dtrash", ".picasaoriginals", ".picasa.ini", ".@__thumb", ".@__qini", ".@__desc", ".@upload_cache", ".streams", ".nomedia",
        ".snapshot", ".snapshots", ".zfs", ".stfolder", ".stversions", ".stignore", ".syncthing*", ".dropbox*", ".sync*", ".owncloud*", ".nextcloud*", ".git*", ".svn", ".hg", ".bzr", ".dvc*", ".ipynb_checkpoints", ".venv",
    ];

    /// <summary>Whether a file or folder of this name is none of the user's photos or classes.</summary>
    public static bool Contains(string name) => Names.Contains(name) || ExactNames.Contains(name) || Matches(Patterns, name) || (name[0] == '.' && Matches(HiddenPatterns, name));

    private static bool Matches(string[] patterns, string name)
    {
        foreach (string pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name))
            {
                return true;
            }
        }

        return false;
    }
}
