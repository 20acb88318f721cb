using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Finds labelled photos on disk: a folder per class, either directly or below <c>train</c>, <c>val</c> (or <c>valid</c>,
/// <c>validation</c>) and <c>test</c>; or a CSV file with the columns file, label and, optionally, split.
/// </summary>
public static class PhotoFolder
{
    private static readonly Dictionary<string, Split> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["validation"] = Split.Validation,
        ["test"] = Split.Test,
    };

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp" };

    /// <summary>The photos of a folder or CSV file, in ordinal order.</summary>
    /// <param name="path">A folder, or a CSV file.</param>
    /// <exception cref="PhotoFolderException">There is nothing of the kind; the message says what was expected.</exception>
    public static IReadOnlyList<PhotoFile> Read(string path)
    {
        if (File.Exists(path))
        {
            return PhotoCsv.Read(path, SplitNames);
        }

        if (!Directory.Exists(path))
        {
            throw new PhotoFolderException($"There is no folder {path}.");
        }

        string root = Path.GetFullPath(path);
        var photos = Directory.EnumerateDirectories(root).Any(d => SplitNames.ContainsKey(Path.GetFileName(d)))
            ? Directory.EnumerateDirectories(root).Where(d => SplitNames.ContainsKey(Path.GetFileName(d))).SelectMany(d => Classes(root, d, SplitNames[Path.GetFileName(d)]))
            : Classes(root, root, Split.Unspecified);
        PhotoFile[] found = [.. photos.OrderBy(p => p.Name, StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new PhotoFolderException($"There are no photos in {path}: expected a folder for each class with .jpg, .png or .webp files in it, for example {Path.Combine(path, "robin", "1.jpg")}.");
    }

    private static IEnumerable<PhotoFile> Classes(string root, string folder, Split split) =>
        from classFolder in Directory.EnumerateDirectories(folder)
        let label = Path.GetFileName(classFolder)
        where !label.StartsWith('.')
        from file in Directory.EnumerateFiles(classFolder, "*", SearchOption.AllDirectories)
        where Extensions.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).StartsWith('.')
        select new PhotoFile(file, Path.GetRelativePath(root, file), label, split);
}
