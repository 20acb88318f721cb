namespace BirdGrid.Client.Datasets;

/// <summary>What was found in a folder or CSV file.</summary>
/// <param name="Photos">Photos to import, in ordinal order of their names.</param>
/// <param name="Skipped">Files and folders that are left out, in the same order.</param>
/// <param name="Classes">Every class that the folder or list names, also those without a photo to import.</param>
/// <param name="Warnings">Sentences about a layout that may be meant otherwise than it is read.</param>
public sealed record PhotoListing(IReadOnlyList<PhotoFile> Photos, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Classes, IReadOnlyList<string> Warnings);
