using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Finds labelled photos on disk: a folder per class, either directly or below <c>train</c>, <c>val</c> (or <c>valid</c>,
/// <c>validation</c>) and <c>test</c>; or a CSV file with the columns file, label and, optionally, split.
/// </summary>
public static class PhotoFolder
{
    /// <summary>What a silo takes at most; a larger photo would end the whole import.</summary>
    private const long LargestPhotoBytes = 64L << 20;

    private static readonly Dictionary<string, Split> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["validation"] = Split.Validation,
        ["test"] = Split.Test,
    };

    /// <summary>How the names of photos end.</summary>
    internal static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp" };

    /// <summary>The photos of a folder or CSV file, in ordinal order.</summary>
    /// <param name="path">A folder, or a CSV file.</param>
    /// <exception cref="PhotoFolderException">There is nothing of the kind; the message says what was expected.</exception>
    public static IReadOnlyList<PhotoFile> Read(string path) => List(path).Photos;

    /// <summary>The photos of a folder or CSV file, and the files among them that are none.</summary>
    /// <param name="path">A folder, or a CSV file.</param>
    /// <exception cref="PhotoFolderException">There is nothing of the kind; the message says what was expected.</exception>
    public static PhotoListing List(string path)
    {
        bool isCsv = File.Exists(path);
        if (!isCsv && !Directory.Exists(path))
        {
            throw new PhotoFolderException($"There is no folder {path}.");
        }

        var photos = new List<PhotoFile>();
        var skipped = new List<SkippedFile>();
        foreach (var file in isCsv ? PhotoCsv.Read(path, SplitNames) : Files(Path.GetFullPath(path), skipped))
        {
            if (Defect(file) is { } defect)
            {
                skipped.Add(new SkippedFile(file.Name, defect));
            }
            else
            {
                photos.Add(file);
            }
        }

        return photos.Count > 0
            ? new PhotoListing([.. photos.OrderBy(p => p.Name, StringComparer.Ordinal)], [.. skipped.OrderBy(s => s.Name, StringComparer.Ordinal)])
            : throw new PhotoFolderException($"There are no photos in {path}: expected a folder for each class with .jpg, .png or .webp files in it, for example {Path.Combine(path, "robin", "1.jpg")}.");
    }

    private static IEnumerable<PhotoFile> Files(string root, List<SkippedFile> skipped)
    {
        string[] folders = [.. Directory.EnumerateDirectories(root).Where(IsVisible)];
        string[] splits = [.. folders.Where(f => SplitNames.ContainsKey(Path.GetFileName(f)))];
        if (splits.Length > 0 && splits.Length < folders.Length)
        {
            string other = Path.GetFileName(folders.Except(splits).Order(StringComparer.Ordinal).First());
            throw new PhotoFolderException($"{root} holds both '{Path.GetFileName(splits[0])}', which names a split, and '{other}', which does not: use either a folder per class, or train, val and test with a folder per class in each.");
        }

        SkipLoose(root, root, skipped);
        if (splits.Length == 0)
        {
            return folders.SelectMany(f => Class(root, f, Split.Unspecified));
        }

        foreach (string split in splits)
        {
            SkipLoose(root, split, skipped);
        }

        return splits.SelectMany(s => Directory.EnumerateDirectories(s).Where(IsVisible).SelectMany(f => Class(root, f, SplitNames[Path.GetFileName(s)])));
    }

    private static void SkipLoose(string root, string folder, List<SkippedFile> skipped) =>
        skipped.AddRange(Directory.EnumerateFiles(folder).Where(IsVisible).Select(f => new SkippedFile(Path.GetRelativePath(root, f), "not in the folder of a class")));

    private static IEnumerable<PhotoFile> Class(string root, string folder, Split split) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(root, file)
        where !name.Split(Path.DirectorySeparatorChar).Any(IsHidden)
        select new PhotoFile(file, name, Path.GetFileName(folder), split);

    private static string? Defect(PhotoFile file)
    {
        if (!Extensions.Contains(Path.GetExtension(file.Path)))
        {
            return "not a .jpg, .png or .webp file";
        }

        long bytes = new FileInfo(file.Path).Length;
        return bytes == 0 ? "empty" : bytes > LargestPhotoBytes ? $"larger than {LargestPhotoBytes >> 20} MiB" : null;
    }

    private static bool IsVisible(string path) => !IsHidden(Path.GetFileName(path));

    // __MACOSX is what archives made on a Mac leave behind: shadows of the photos with the same extensions.
    private static bool IsHidden(string name) => name.StartsWith('.') || name == "__MACOSX";
}
