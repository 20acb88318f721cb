namespace BirdGrid.Client.Datasets;

/// <summary>
/// Finds labelled photos on disk: a folder per class, either directly or below folders that are named after splits (<c>train</c>, <c>val</c>,
/// <c>test</c> and the like); or a CSV file, see <see cref="PhotoCsv"/>.
/// </summary>
public static class PhotoFolder
{
    /// <summary>The photos of a folder or CSV file, in ordinal order.</summary>
    /// <param name="path">A folder, or a CSV file.</param>
    /// <exception cref="PhotoFolderException">There is nothing of the kind; the message says what was expected.</exception>
    public static IReadOnlyList<PhotoFile> Read(string path) => List(path).Photos;

    /// <summary>The photos of a folder or CSV file, and what lies among them that is not imported.</summary>
    /// <param name="path">A folder, or a CSV file.</param>
    /// <param name="options">How it is read; null: the defaults.</param>
    /// <exception cref="PhotoFolderException">There is nothing of the kind, or a list is malformed; the message says what was expected.</exception>
    public static PhotoListing List(string path, PhotoFolderOptions? options = null)
    {
        options ??= new PhotoFolderOptions();
        bool isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
        {
            throw new PhotoFolderException($"There is no folder {path}.");
        }

        if (!isFolder && PhotoFormats.IsPhoto(path))
        {
            throw new PhotoFolderException($"{path} is a photo: name the folder that holds a folder for each class, or a CSV file.");
        }

        if (isFolder && options.Encoding is not null)
        {
            throw new PhotoFolderException($"{path} is a folder; an encoding is that of a CSV file.");
        }

        var listing = isFolder ? PhotoLayout.Read(path, PhotoWalk.Of(Path.GetFullPath(path), options.AllowOutside)) : PhotoCsv.Read(path, options);
        return listing.Photos.Count > 0
            ? listing with { Photos = [.. listing.Photos.OrderBy(p => p.Name, StringComparer.Ordinal)], Skipped = [.. listing.Skipped.OrderBy(s => s.Name, StringComparer.Ordinal)] }
            : throw new PhotoFolderException($"There are no photos to import in {path}: {Expected(path, isFolder)}{Found(listing.Skipped)}");
    }

    private static string Expected(string path, bool isFolder) => isFolder
        ? $"expected a folder for each class with .jpg, .png or .webp files in it, for example {Path.Combine(path, "robin", "1.jpg")}."
        : "expected lines of file,label[,split].";

    private static string Found(IReadOnlyList<SkippedFile> skipped) =>
        skipped.Count == 0 ? string.Empty : $" Skipped: {string.Join("; ", SkipGroup.Of(skipped))}.";
}
