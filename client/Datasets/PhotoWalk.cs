using System.IO.Enumeration;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Finds the photos below a folder. Nothing that lies there ends the walk: what cannot be imported is listed as skipped. Folders are entered
/// once, first by their own path; links are followed after that, and only where they stay in the folder.
/// </summary>
internal sealed class PhotoWalk
{
    private static readonly EnumerationOptions EveryEntry = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string root;
    private readonly bool allowOutside;
    private readonly List<FoundPhoto> photos = [];
    private readonly List<SkippedFile> skipped = [];
    private readonly List<string> folders = [];
    private readonly HashSet<string> entered = new(StringComparer.Ordinal);
    private readonly Stack<Place> open = new();
    private readonly List<Place> links = [];

    private PhotoWalk(string root, bool allowOutside) => (this.root, this.allowOutside) = (root, allowOutside);

    /// <summary>The photos, in no useful order.</summary>
    public IReadOnlyList<FoundPhoto> Photos => photos;

    /// <summary>What was left out.</summary>
    public IReadOnlyList<SkippedFile> Skipped => skipped;

    /// <summary>Names of the folders that were seen, relative to the root; also those that could not be read.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>Walks a folder.</summary>
    /// <param name="folder">An existing folder, or a link to one.</param>
    /// <param name="allowOutside">Follow links that leave the folder.</param>
    public static PhotoWalk Of(string folder, bool allowOutside = false)
    {
        var walk = new PhotoWalk(LinkTargets.Resolve(folder) ?? folder, allowOutside);
        walk.open.Push(new Place(walk.root, string.Empty));
        walk.EnterAll();
        while (walk.links.Count > 0)
        {
            Place[] found = [.. walk.links.OrderBy(link => link.Name, StringComparer.Ordinal)];
            walk.links.Clear();
            foreach (var link in found)
            {
                walk.Follow(link);
                walk.EnterAll();
            }
        }

        return walk;
    }

    private void EnterAll()
    {
        while (open.TryPop(out var folder))
        {
            if (folder.Name.Length > 0)
            {
                folders.Add(folder.Name);
            }

            entered.Add(folder.Path);
            foreach (var entry in Entries(folder))
            {
                Visit(new Place(Path.Join(folder.Path, entry.Name), Path.Join(folder.Name, entry.Name)), entry);
            }
        }
    }

    private void Visit(Place place, Entry entry)
    {
        if (SystemEntries.Contains(entry.Name))
        {
            skipped.Add(SkippedFile.Of(place.Name, SkipKind.SystemEntry));
        }
        else if (entry.Name[0] == '.')
        {
            skipped.Add(SkippedFile.Of(place.Name, SkipKind.Hidden));
        }
        else if (entry.IsLink)
        {
            links.Add(place);
        }
        else if (!entry.IsFolder)
        {
            Consider(place, entry.Length);
        }
        else if (!entered.Contains(place.Path))
        {
            open.Push(place);
        }
    }

    private void Follow(Place link)
    {
        string? target = LinkTargets.Resolve(link.Path);
        bool isFolder = Directory.Exists(target);
        if (target is null || (isFolder && LinkTargets.IsInside(target, link.Path)))
        {
            skipped.Add(SkippedFile.Of(link.Name, SkipKind.LinkLoop));
        }
        else if (!Path.Exists(target))
        {
            skipped.Add(SkippedFile.Of(link.Name, SkipKind.DanglingLink));
        }
        else if (!allowOutside && !LinkTargets.IsInside(root, target))
        {
            skipped.Add(SkippedFile.Of(link.Name, SkipKind.OutsideLink));
        }
        else if (isFolder && entered.Contains(target))
        {
            skipped.Add(SkippedFile.Of(link.Name, SkipKind.RepeatedLink));
        }
        else if (isFolder)
        {
            open.Push(link with { Path = target });
        }
        else
        {
            Consider(link with { Path = target }, new FileInfo(target).Length);
        }
    }

    private void Consider(Place file, long length)
    {
        if (PhotoCheck.Defect(file.Name, file.Path, length) is { } defect)
        {
            skipped.Add(defect);
        }
        else
        {
            photos.Add(new FoundPhoto(file.Name, file.Path, length));
        }
    }

    private List<Entry> Entries(Place folder)
    {
        var entries = new List<Entry>();
        try
        {
            entries.AddRange(new FileSystemEnumerable<Entry>(folder.Path, Read, EveryEntry));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            skipped.Add(PhotoCheck.Unreadable(folder.Name.Length > 0 ? folder.Name : folder.Path, failure));
        }

        return entries;
    }

    private static Entry Read(ref FileSystemEntry entry)
    {
        bool isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
        bool isFolder = !isLink && entry.IsDirectory;
        return new Entry(entry.FileName.ToString(), isLink, isFolder, isLink || isFolder ? 0 : entry.Length);
    }

    /// <summary>Where something lies.</summary>
    /// <param name="Path">Full path.</param>
    /// <param name="Name">Path relative to the root, as the links in it have it.</param>
    private readonly record struct Place(string Path, string Name);

    private readonly record struct Entry(string Name, bool IsLink, bool IsFolder, long Length);
}
