using System.Globalization;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.SyntheticBirds;

/// <summary>Writes a labelled set of drawn birds: a folder per species.</summary>
public static class BirdDatasetWriter
{
    private const int JpegQuality = 92;

    /// <summary>Draws the set. The folder appears whole or not at all.</summary>
    /// <param name="folder">Folder to make; must not exist, or be empty.</param>
    /// <param name="seed">Seed of every picture.</param>
    /// <param name="speciesCount">Species, 1 to the catalogue's number.</param>
    /// <param name="photosPerSpecies">Pictures of each, at least 1.</param>
    /// <param name="side">Side of the pictures in pixels.</param>
    /// <exception cref="IOException">The folder holds something already.</exception>
    public static void Write(string folder, ulong seed, int speciesCount = 8, int photosPerSpecies = 60, int side = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(photosPerSpecies, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(speciesCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speciesCount, BirdSpeciesCatalog.All.Count);
        string target = Path.GetFullPath(folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new IOException($"{target} is not empty: name another folder for the drawn birds.");
        }

        string draft = $"{target}.{Guid.NewGuid():N}";
        try
        {
            Draw(draft, seed, [.. BirdSpeciesCatalog.All.Take(speciesCount)], photosPerSpecies, side);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(draft, target);
        }
        catch
        {
            Directory.Delete(draft, recursive: true);
            throw;
        }
    }

    private static void Draw(string folder, ulong seed, BirdSpecies[] species, int photosPerSpecies, int side)
    {
        Directory.CreateDirectory(folder);
        foreach (var one in species)
        {
            Directory.CreateDirectory(Path.Combine(folder, one.Label));
        }

        var painter = new BirdPainter(side);
        Parallel.For(0, species.Length * photosPerSpecies, i =>
        {
            var one = species[i / photosPerSpecies];
            int index = i % photosPerSpecies;
            string name = string.Create(CultureInfo.InvariantCulture, $"{index + 1:0000}.jpg");
            File.WriteAllBytes(Path.Combine(folder, one.Label, name), PhotoEncoder.EncodeJpeg(painter.Draw(one, seed, index), JpegQuality));
        });
    }
}
