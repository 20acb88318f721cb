namespace BirdGrid.Client.Datasets;

/// <summary>All skipped files of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many.</param>
/// <param name="What">The kind in words, singular or plural as the count asks.</param>
/// <param name="Advice">What to do about them; empty where there is nothing to do.</param>
/// <param name="Folders">Folders that hold them, relative to the imported folder, at most <see cref="MostFolders"/>.</param>
/// <param name="FolderCount">All folders that hold them.</param>
/// <param name="Files">The files with their reasons, at most <see cref="MostFiles"/>.</param>
public sealed record SkipGroup(SkipKind Kind, int Count, string What, string Advice, IReadOnlyList<string> Folders, int FolderCount, IReadOnlyList<SkippedFile> Files)
{
    /// <summary>Most files that a group names.</summary>
    public const int MostFiles = 1000;

    /// <summary>Most folders that a group names.</summary>
    public const int MostFolders = 100;

    private const int MostExamples = 3;

    private const int MostNames = 8;

    /// <summary>Groups skipped files by kind, in the order of the kinds.</summary>
    public static IReadOnlyList<SkipGroup> Of(IEnumerable<SkippedFile> skipped) =>
        [.. skipped.GroupBy(file => file.Kind).OrderBy(kind => kind.Key).Select(kind => Of(kind.Key, [.. kind]))];

    private static SkipGroup Of(SkipKind kind, SkippedFile[] files)
    {
        var words = SkipWords.Of(kind);
        string[] folders = [.. files.Select(file => Path.GetDirectoryName(file.Name) ?? string.Empty).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new SkipGroup(kind, files.Length, files.Length == 1 ? words.One : words.Many, words.Advice, [.. folders.Take(MostFolders)], folders.Length, [.. files.Take(MostFiles)]);
    }

    /// <summary>The group as a sentence: <c>14 HEIC photos in owl/ and wren/ (owl/1.HEIC, ...): convert them to JPEG first</c>.</summary>
    public override string ToString()
    {
        string advice = Advice.Length > 0 ? $": {Advice}" : string.Empty;

        // These have the same few names everywhere: the names say more than the places.
        return Kind is SkipKind.SystemEntry or SkipKind.Hidden
            ? $"{Count} {What} ({List(Files.Select(file => Path.GetFileName(file.Name)).Distinct(StringComparer.Ordinal), MostNames)}){advice}"
            : $"{Count} {What}{InFolders(MostExamples)} ({List(Files.Select(file => file.Reason == SkipWords.Of(Kind).One ? file.Name : $"{file.Name}: {file.Reason}"), MostExamples)}){advice}";
    }

    private static string List(IEnumerable<string> names, int most)
    {
        string[] some = [.. names.Take(most + 1)];
        return string.Join(", ", some.Take(most)) + (some.Length > most ? ", ..." : string.Empty);
    }

    private string InFolders(int most)
    {
        string[] named = [.. Folders.Where(folder => folder.Length > 0).Select(folder => $"{folder}/")];
        return named.Length switch
        {
            0 => string.Empty,
            1 => $" in {named[0]}",
            _ when named.Length <= most => $" in {string.Join(", ", named[..^1])} and {named[^1]}",
            _ => $" in {string.Join(", ", named[..most])} and {FolderCount - most} more folders",
        };
    }
}
