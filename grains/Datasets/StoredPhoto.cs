using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>A photo that was decoded and stored, or refused.</summary>
/// <param name="Label">Its class.</param>
/// <param name="FileName">File name as imported.</param>
/// <param name="Split">Given split, or unassigned.</param>
/// <param name="Photo">The photo as imported, or null where it was refused.</param>
/// <param name="Rendition">The rendition, or null where it was refused.</param>
/// <param name="RejectedBecause">Why it was refused, or null.</param>
/// <param name="IsTruncated">Whether it ends before its last pixel, and was taken all the same.</param>
/// <param name="WasDamaged">Whether it was stored already, it or its rendition damaged; what was has been replaced.</param>
public sealed record StoredPhoto(string Label, string FileName, DatasetSplit Split, BlobRef? Photo, BlobRef? Rendition, string? RejectedBecause, bool IsTruncated = false, bool WasDamaged = false);
