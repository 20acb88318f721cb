using BirdGrid.V1;

namespace BirdGrid.Client.Datasets;

/// <summary>A labelled photo on the client's disk.</summary>
/// <param name="Path">Full path, without links.</param>
/// <param name="Name">Path relative to the imported folder, for people.</param>
/// <param name="Label">Class.</param>
/// <param name="Split">Given split, or unspecified.</param>
/// <param name="Length">Length in bytes when the folder was listed; a file of another length at its upload is left out.</param>
public sealed record PhotoFile(string Path, string Name, string Label, Split Split, long Length);
