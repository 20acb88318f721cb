namespace BirdGrid.Client.Datasets;

/// <summary>Whether a file can be imported, as far as this can be told before it is uploaded.</summary>
internal static class PhotoCheck
{
    /// <summary>Looks at a file. Ordinary files with the name of a photo are opened, others never.</summary>
    /// <param name="name">Its name, for the answer.</param>
    /// <param name="path">Its path; no link.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>Why it is skipped; null: it can be imported.</returns>
    public static SkippedFile? Defect(string name, string path, long length)
    {
        // Pipes, sockets and devices have no length.
        if (length == 0 && SpecialFiles.Contain(path))
        {
            return SkippedFile.Of(name, SkipKind.SpecialFile);
        }

        if (!PhotoFormats.IsPhoto(name))
        {
            return SkippedFile.Of(name, PhotoFormats.KindOf(name));
        }

        if (length > PhotoFormats.LargestBytes)
        {
            return SkippedFile.Of(name, SkipKind.TooLarge);
        }

        try
        {
            using var _ = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return length == 0 ? SkippedFile.Of(name, SkipKind.Empty) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(name, failure);
        }
    }

    /// <summary>A file or folder that could not be opened.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="failure">What opening it threw.</param>
    public static SkippedFile Unreadable(string name, Exception failure) => failure switch
    {
        // Bytes that are not UTF-8 are read as U+FFFD; no path leads back to them.
        FileNotFoundException or DirectoryNotFoundException when name.Contains('\uFFFD', StringComparison.Ordinal) => SkippedFile.Of(name, SkipKind.NameNotUtf8),
        FileNotFoundException or DirectoryNotFoundException => SkippedFile.Of(name, SkipKind.Vanished),
        UnauthorizedAccessException => new SkippedFile(name, SkipKind.Unreadable, "permission denied"),
        _ => new SkippedFile(name, SkipKind.Unreadable, failure.Message),
    };
}
