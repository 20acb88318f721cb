namespace BirdGrid.Client.Datasets;

/// <summary>A file that lies among the photos and is not imported.</summary>
/// <param name="Name">Path relative to the imported folder.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record SkippedFile(string Name, string Reason);
