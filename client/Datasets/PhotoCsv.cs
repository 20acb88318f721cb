using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Reads lists of photos: records of file, label and, optionally, split. A heading may name the columns in any order and among others, see
/// <see cref="CsvColumns"/>. Files are relative to the list; what it names outside its folder is refused unless that is allowed.
/// </summary>
internal sealed class PhotoCsv
{
    private const int MostNamed = 5;

    private readonly string path;
    private readonly string folder;
    private readonly string realFolder;
    private readonly bool allowOutside;
    private readonly Dictionary<string, string?> realFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PhotoFile?> listed = new(StringComparer.Ordinal);
    private readonly List<PhotoFile> photos = [];
    private readonly List<SkippedFile> skipped = [];
    private readonly SortedSet<string> classes = new(StringComparer.Ordinal);
    private readonly List<string> outside = [];
    private int repeats;
    private int outsideCount;

    private PhotoCsv(string path, PhotoFolderOptions options)
    {
        this.path = path;
        folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        realFolder = LinkTargets.Resolve(folder) ?? folder;
        allowOutside = options.AllowOutside;
    }

    /// <summary>The photos of a list.</summary>
    /// <exception cref="PhotoFolderException">The list is malformed, or names files outside its folder; the message names the line.</exception>
    public static PhotoListing Read(string path, PhotoFolderOptions options)
    {
        var list = new PhotoCsv(path, options);
        var warnings = new List<string>();
        CsvColumns? columns = null;
        foreach (var (line, cells) in CsvRecords.Read(path, CsvText.Read(path, options.Encoding)))
        {
            if (columns is null)
            {
                bool hasHeading = CsvColumns.IsHeading(cells);
                columns = hasHeading ? Columns(path, line, cells, warnings) : CsvColumns.ByPosition;
                if (hasHeading)
                {
                    continue;
                }
            }

            list.Add(line, cells, columns);
        }

        list.RequireInside();
        if (list.repeats > 0)
        {
            warnings.Add($"{list.repeats} {(list.repeats == 1 ? "line repeats" : "lines repeat")} a file of an earlier one.");
        }

        return new PhotoListing([.. list.photos.Where(photo => list.listed[photo.Path] is not null)], list.skipped, [.. list.classes], warnings);
    }

    private static CsvColumns Columns(string path, int line, string[] heading, List<string> warnings)
    {
        var columns = CsvColumns.Of(heading)
            ?? throw new PhotoFolderException($"The heading in line {line} of {path} ({string.Join(", ", heading)}) has no column of {(heading.Any(cell => CsvColumns.IsHeading([cell]) && CsvColumns.Of([cell, "label"]) is not null) ? "labels" : "files")}: name one 'file' and one 'label'.");
        if (CsvColumns.Rivals(heading, columns) is { Count: > 0 } rivals)
        {
            warnings.Add($"Files are read from column '{heading[columns.File]}' and labels from '{heading[columns.Label]}', not from {string.Join(", ", rivals.Select(r => $"'{r}'"))}.");
        }

        return columns;
    }

    private void Add(int line, string[] cells, CsvColumns columns)
    {
        string file = Cell(cells, columns.File);
        bool isByPosition = columns == CsvColumns.ByPosition;
        if (file.Length == 0 || (isByPosition && (cells.Length < 2 || cells.Skip(3).Any(cell => cell.Length > 0))))
        {
            throw new PhotoFolderException($"Line {line} of {path} is not file,label[,split]. Lists with other columns begin with a heading that names 'file' and 'label'.");
        }

        var split = Split.Unspecified;
        if (Cell(cells, columns.Split) is { Length: > 0 } named)
        {
            split = SplitNames.Find(named) ?? throw new PhotoFolderException($"Line {line} of {path} has the split '{named}'; use train, val or test.");
        }

        string label = Cell(cells, columns.Label);
        if (label.Length == 0)
        {
            skipped.Add(new SkippedFile(file, SkipKind.Unlabelled, $"line {line}"));
            return;
        }

        classes.Add(label);
        if (Find(line, file) is var (name, real))
        {
            Take(line, name, real, label, split);
        }
    }

    private void Take(int line, string name, string real, string label, Split split)
    {
        if (listed.TryGetValue(real, out var before))
        {
            if (before is null || before.Label != label)
            {
                skipped.Add(new SkippedFile(name, SkipKind.ConflictingLabels, $"line {line}: '{label}'"));
                if (before is not null)
                {
                    skipped.Add(new SkippedFile(before.Name, SkipKind.ConflictingLabels, $"'{before.Label}'"));
                    listed[real] = null;
                }

                return;
            }

            repeats++;
            if (before.Split == split)
            {
                return;
            }
        }

        long length = new FileInfo(real).Length;
        if (PhotoCheck.Defect(name, real, length) is { } defect)
        {
            skipped.Add(defect with { Reason = $"line {line}" });
            return;
        }

        var photo = new PhotoFile(real, name, label, split, length);
        photos.Add(photo);
        listed[real] = photo;
    }

    /// <summary>The file that a cell names; null where it is skipped, or noted as outside.</summary>
    private (string Name, string Real)? Find(int line, string cell)
    {
        // Lists are made on Windows too.
        string name = cell.Contains('\\', StringComparison.Ordinal) && !File.Exists(Path.GetFullPath(cell, folder)) ? cell.Replace('\\', '/') : cell;
        string full = Path.GetFullPath(name, folder);
        bool isOnDrive = name.Length > 2 && char.IsAsciiLetter(name[0]) && name[1] == ':' && name[2] == '/';
        if (!allowOutside && (isOnDrive || !(LinkTargets.IsInside(folder, full) || LinkTargets.IsInside(realFolder, full))))
        {
            outsideCount++;
            if (outside.Count < MostNamed)
            {
                outside.Add($"line {line}: {cell}");
            }

            return null;
        }

        string? real = Real(full);
        if (real is null)
        {
            return Skip(name, SkipKind.LinkLoop, line);
        }

        if (!File.Exists(real))
        {
            return Skip(name, new FileInfo(full).LinkTarget is null ? SkipKind.Missing : SkipKind.DanglingLink, line);
        }

        return allowOutside || LinkTargets.IsInside(realFolder, real) ? (name, real) : Skip(name, SkipKind.OutsideLink, line);
    }

    private (string Name, string Real)? Skip(string name, SkipKind kind, int line)
    {
        skipped.Add(new SkippedFile(name, kind, $"line {line}"));
        return null;
    }

    /// <summary>The path without links. Folders are looked at once: a list names many files of each.</summary>
    private string? Real(string full)
    {
        string parent = Path.GetDirectoryName(full) ?? full;
        if (!realFolders.TryGetValue(parent, out string? real))
        {
            realFolders.Add(parent, real = LinkTargets.Resolve(parent));
        }

        if (real is null)
        {
            return null;
        }

        string file = Path.Join(real, Path.GetFileName(full));
        return new FileInfo(file).LinkTarget is null ? file : LinkTargets.Resolve(file);
    }

    private void RequireInside()
    {
        if (outsideCount > 0)
        {
            throw new PhotoFolderException($"{outsideCount} {(outsideCount == 1 ? "line" : "lines")} of {path} name files outside the folder of the list ({string.Join("; ", outside)}{(outsideCount > outside.Count ? "; ..." : string.Empty)}). Use paths relative to the list, or add --allow-outside if you trust it.");
        }
    }

    private static string Cell(string[] cells, int column) => column >= 0 && column < cells.Length ? cells[column] : string.Empty;
}
