namespace BirdGrid.Client.Datasets;

/// <summary>A file that could be imported.</summary>
/// <param name="Name">Path relative to the folder that was walked, as the links in it have it.</param>
/// <param name="Path">Full path, without links.</param>
/// <param name="Length">Length in bytes, above 0.</param>
internal readonly record struct FoundPhoto(string Name, string Path, long Length);
