namespace BirdGrid.Vision.Weights;

/// <summary>Files that appear whole or not at all: written beside their place, forced to disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string partial = PartialPath(path);
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            // Gone already after a rename; deleting what is not there does nothing.
            File.Delete(partial);
        }
    }

    private static string PartialPath(string path) => $"{path}.{Guid.NewGuid():N}.part";
}
