namespace BirdGrid.Bench.Support;

/// <summary>A copy of the first few photos of each class of a folder, which goes away with its owner.</summary>
internal sealed class SomePhotos : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Copies photos.</summary>
    /// <param name="from">A folder per class.</param>
    /// <param name="photosOfClass">Photos of each class.</param>
    public SomePhotos(string from, int photosOfClass)
    {
        foreach (string classFolder in Directory.EnumerateDirectories(from))
        {
            string copy = Directory.CreateDirectory(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(classFolder))).FullName;
            foreach (string file in Directory.EnumerateFiles(classFolder).Order(StringComparer.Ordinal).Take(photosOfClass))
            {
                File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
            }
        }
    }

    /// <summary>Full path.</summary>
    public string Path => folder.Path;

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
