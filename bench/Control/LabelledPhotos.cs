using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Control;

/// <summary>A folder of photos with a folder per class, decoded.</summary>
/// <param name="Photos">The photos, by class and then by name.</param>
/// <param name="Labels">The class of each.</param>
/// <param name="Classes">The classes' names, in order.</param>
internal sealed record LabelledPhotos(IReadOnlyList<RgbImage> Photos, int[] Labels, IReadOnlyList<string> Classes)
{
    /// <summary>Reads a folder.</summary>
    public static LabelledPhotos Read(string folder)
    {
        var decoder = new PhotoDecoder();
        string[] classFolders = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        var photos = new List<RgbImage>();
        var labels = new List<int>();
        for (int label = 0; label < classFolders.Length; label++)
        {
            foreach (string file in Directory.EnumerateFiles(classFolders[label]).Order(StringComparer.Ordinal))
            {
                photos.Add(decoder.Decode(File.ReadAllBytes(file)));
                labels.Add(label);
            }
        }

        return new LabelledPhotos(photos, [.. labels], [.. classFolders.Select(f => Path.GetFileName(f))]);
    }
}
