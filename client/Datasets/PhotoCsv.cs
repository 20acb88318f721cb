using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>Reads lists of photos: lines of file, label and, optionally, split; a first line "file,label..." is a heading.</summary>
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
            string[] cells = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (lines[i].Trim().Length == 0 || (i == 0 && cells[0].Equals("file", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            photos.Add(Photo(path, folder, i + 1, cells, splits));
        }

        return photos.Count > 0 ? photos : throw new PhotoFolderException($"{path} lists no photos: expected lines of file,label[,split].");
    }

    private static PhotoFile Photo(string path, string folder, int line, string[] cells, IReadOnlyDictionary<string, Split> splits)
    {
        if (cells.Length is < 2 or > 3 || cells[0].Length == 0 || cells[1].Length == 0)
        {
            throw new PhotoFolderException($"Line {line} of {path} is not file,label[,split].");
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
}
