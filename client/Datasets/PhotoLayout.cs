using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>Tells labels and splits from where photos lie: a folder per class, either directly or below folders that are named after splits.</summary>
internal static class PhotoLayout
{
    private const char Separator = '/';

    /// <summary>Labels the photos of a walk.</summary>
    /// <param name="root">The folder, for messages.</param>
    /// <param name="walk">What was found in it.</param>
    /// <exception cref="PhotoFolderException">Folders of splits and of classes lie side by side, or photos lie directly in folders of splits.</exception>
    public static PhotoListing Read(string root, PhotoWalk walk)
    {
        var direct = new SortedSet<string>(StringComparer.Ordinal);
        var nested = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var photo in walk.Photos)
        {
            string[] parts = photo.Name.Split(Separator, 4);
            if (parts.Length > 1)
            {
                (parts.Length > 2 ? nested : direct).Add(parts[0]);
            }
        }

        bool hasSplits = HasSplits(root, direct, nested);
        int depth = hasSplits ? 1 : 0;
        var photos = new List<PhotoFile>(walk.Photos.Count);
        var skipped = new List<SkippedFile>(walk.Skipped);
        foreach (var photo in walk.Photos)
        {
            string[] parts = photo.Name.Split(Separator, depth + 2);
            if (parts.Length < depth + 2)
            {
                skipped.Add(SkippedFile.Of(photo.Name, SkipKind.NotInAClass));
            }
            else if (!string.IsNullOrWhiteSpace(parts[depth]))
            {
                photos.Add(new PhotoFile(photo.Path, photo.Name, parts[depth], hasSplits ? SplitNames.Find(parts[0])!.Value : Split.Unspecified, photo.Length));
            }
        }

        string[][] classes = [.. walk.Folders.Select(folder => folder.Split(Separator)).Where(parts => parts.Length == depth + 1 && (!hasSplits || SplitNames.Find(parts[0]) is not null))];
        skipped.AddRange(classes.Where(parts => string.IsNullOrWhiteSpace(parts[depth])).Select(parts => SkippedFile.Of(string.Join(Separator, parts), SkipKind.Nameless)));
        return new PhotoListing(
            photos,
            skipped,
            [.. classes.Select(parts => parts[depth]).Where(label => !string.IsNullOrWhiteSpace(label) && !label.Contains('\uFFFD', StringComparison.Ordinal)).Union(photos.Select(p => p.Label)).Order(StringComparer.Ordinal)],
            [.. hasSplits ? [] : Doubts(root, walk, direct, nested)]);
    }

    private static bool HasSplits(string root, SortedSet<string> direct, SortedSet<string> nested)
    {
        string? split = nested.FirstOrDefault(IsSplit);
        string? other = nested.Union(direct).Order(StringComparer.Ordinal).FirstOrDefault(name => !IsSplit(name));
        if (split is not null && other is not null)
        {
            throw new PhotoFolderException($"{root} holds both '{split}', which names a split, and '{other}', which does not: use either a folder per class, or train, val and test with a folder per class in each. If '{split}' is a class, give it another name.");
        }

        return split is not null || direct.FirstOrDefault(IsSplit) is not { } flat || other is not null
            ? split is not null
            : throw new PhotoFolderException($"The folders of {root} name splits, but photos lie directly in '{flat}': put a folder per class into it, for example {Path.Combine(root, flat, "robin", "1.jpg")}. If '{flat}' is a class, give it another name.");
    }

    private static IEnumerable<string> Doubts(string root, PhotoWalk walk, SortedSet<string> direct, SortedSet<string> nested)
    {
        foreach (string split in direct.Where(IsSplit))
        {
            yield return $"'{split}' is taken for a class, not for a split: photos lie directly in it, and other class folders beside it.";
        }

        string[] reversed = [.. walk.Photos.Select(p => p.Name.Split(Separator, 3)).Where(parts => parts.Length == 3 && IsSplit(parts[1])).Select(parts => $"{parts[0]}/{parts[1]}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (reversed.Length > 0)
        {
            yield return $"Splits are read from the topmost folders only: '{reversed[0]}' counts as class '{reversed[0].Split(Separator)[0]}' without a split ({reversed.Length} such {(reversed.Length == 1 ? "folder" : "folders")}). Move the split above the classes.";
        }

        if (nested.Count == 1 && direct.Count == 0)
        {
            yield return $"Every photo lies in folders below '{nested.Min}'. If these are the classes, import {Path.Combine(root, nested.Min!)} instead.";
        }
    }

    private static bool IsSplit(string name) => SplitNames.Find(name) is not null;
}
