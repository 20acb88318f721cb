using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>A labelled photo on the client's disk.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">Path relative to the imported folder, for people.</param>
/// <param name="Label">Class.</param>
/// <param name="Split">Given split, or unspecified.</param>
public sealed record PhotoFile(string Path, string Name, string Label, Split Split);
