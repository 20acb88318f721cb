using BirdGrid.Client.Datasets;

namespace BirdGrid.Client.Load;

/// <summary>Photos for a load, read into memory so that no disk is measured.</summary>
public static class LoadPhotos
{
    /// <summary>Reads files and folders with everything below, in ordinal order of their names, until the memory allowed is full.</summary>
    /// <param name="paths">Files (of any name) and folders (JPEG, PNG and WebP files are taken).</param>
    /// <param name="maximumBytes">Memory for the photos; at least one is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a folder holds no photo.</exception>
    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(IEnumerable<string> paths, long maximumBytes = 1L << 30, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var photos = new List<ReadOnlyMemory<byte>>();
        long bytes = 0;
        foreach (string file in paths.SelectMany(Files))
        {
            byte[] photo = await File.ReadAllBytesAsync(file, cancellationToken);
            bytes += photo.Length;
            if (bytes > maximumBytes && photos.Count > 0)
            {
                break;
            }

            photos.Add(photo);
        }

        return photos;
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? [path] : throw new FileNotFoundException($"There is no file or folder {path}.", path);
        }

        string[] found = [.. PhotoWalk.Of(Path.GetFullPath(path)).Photos.OrderBy(photo => photo.Name, StringComparer.Ordinal).Select(photo => photo.Path)];
        return found.Length > 0 ? found : throw new FileNotFoundException($"There are no JPEG, PNG or WebP files below {path}.", path);
    }
}
