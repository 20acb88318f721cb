namespace BirdGrid.Client.Datasets;

/// <summary>A file or folder that lies among the photos and is not imported.</summary>
/// <param name="Name">Path relative to the imported folder.</param>
/// <param name="Kind">Why.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record SkippedFile(string Name, SkipKind Kind, string Reason)
{
    /// <summary>A skipped file whose kind says all.</summary>
    internal static SkippedFile Of(string name, SkipKind kind) => new(name, kind, SkipWords.Of(kind).One);
}
