using System.Text;
using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>
/// Reads lists of photos: lines of file, label and, optionally, split; a first line "file,label..." is a heading. Cells may be quoted, with a
/// doubled quote for one inside (RFC 4180), but not go over more than a line.
/// </summary>
internal static class PhotoCsv
{
    /// <summary>The photos of a list; files are relative to it.</summary>
    /// <exception cref="PhotoFolderException">A line is malformed, or its file is missing.</exception>
    public static IReadOnlyList<PhotoFile> Read(string path, IReadOnlyDictionary<string, Split> splits)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var photos = new List<PhotoFile>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            string[] cells = Cells(lines[i]) ?? throw Malformed(path, i + 1);
            if (i > 0 || !cells[0].Equals("file", StringComparison.OrdinalIgnoreCase))
            {
                photos.Add(Photo(path, folder, i + 1, cells, splits));
            }
        }

        return photos.Count > 0 ? photos : throw new PhotoFolderException($"{path} lists no photos: expected lines of file,label[,split].");
    }

    private static PhotoFile Photo(string path, string folder, int line, string[] cells, IReadOnlyDictionary<string, Split> splits)
    {
        if (cells.Length is < 2 or > 3 || cells[0].Length == 0 || cells[1].Length == 0)
        {
            throw Malformed(path, line);
        }

        var split = Split.Unspecified;
        if (cells.Length == 3 && cells[2].Length > 0 && !splits.TryGetValue(cells[2], out split))
        {
            throw new PhotoFolderException($"Line {line} of {path} has the split '{cells[2]}'; use train, val or test.");
        }

        string file = Path.GetFullPath(cells[0], folder);
        return File.Exists(file)
            ? new PhotoFile(file, cells[0], cells[1], split)
            : throw new PhotoFolderException($"Line {line} of {path} names {file}, which does not exist.");
    }

    /// <summary>The trimmed cells of a line; null where a quote is not closed, or text follows one.</summary>
    private static string[]? Cells(string line)
    {
        var cells = new List<string>();
        int at = 0;
        while (true)
        {
            while (at < line.Length && line[at] == ' ')
            {
                at++;
            }

            if (at < line.Length && line[at] == '"')
            {
                if (Quoted(line, ref at) is not { } cell)
                {
                    return null;
                }

                cells.Add(cell);
            }
            else
            {
                int comma = line.IndexOf(',', at);
                int end = comma < 0 ? line.Length : comma;
                cells.Add(line[at..end].Trim());
                at = end;
            }

            if (at >= line.Length)
            {
                return [.. cells];
            }

            at++;
        }
    }

    /// <summary>Reads a quoted cell and goes on to the comma behind it.</summary>
    private static string? Quoted(string line, ref int at)
    {
        var cell = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                cell.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                int comma = line.IndexOf(',', at);
                int end = comma < 0 ? line.Length : comma;
                string behind = line[(at + 1)..end];
                at = end;
                return string.IsNullOrWhiteSpace(behind) ? cell.ToString() : null;
            }
        }

        return null;
    }

    private static PhotoFolderException Malformed(string path, int line) => new($"Line {line} of {path} is not file,label[,split].");
}
