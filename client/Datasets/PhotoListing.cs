namespace BirdGrid.Client.Datasets;

/// <summary>What was found in a folder or CSV file.</summary>
/// <param name="Photos">Photos to import, in ordinal order of their names.</param>
/// <param name="Skipped">Files that are left out, in the same order. Hidden files are not worth a mention.</param>
public sealed record PhotoListing(IReadOnlyList<PhotoFile> Photos, IReadOnlyList<SkippedFile> Skipped);
