namespace BirdGrid.Client.Datasets;

/// <summary>What was found in a folder or CSV file.</summary>
/// <param name="Photos">Photos to import, in ordinal order of their names.</param>
/// <param name="Skipped">Files and folders that are left out, in the same order.</param>
/// <param name="Classes">Every class that the folder or list names, also those without a photo to import.</param>
/// <param name="Warnings">Sentences about a layout that may be meant otherwise than it is read.</param>
public sealed record PhotoListing(IReadOnlyList<PhotoFile> Photos, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Classes, IReadOnlyList<string> Warnings)
{
    /// <summary>Labels that the header of an import has room for.</summary>
    public const int MostAnnounced = 4000;

    /// <summary>The classes for an import's header, at most <see cref="MostAnnounced"/>: those without a photo first, since the silo learns of the others anyway.</summary>
    public IEnumerable<string> Announced()
    {
        var withPhotos = Photos.Select(photo => photo.Label).ToHashSet(StringComparer.Ordinal);
        return Classes.OrderBy(label => withPhotos.Contains(label)).Take(MostAnnounced);
    }
}
