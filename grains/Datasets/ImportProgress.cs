namespace BirdGrid.Grains.Datasets;

/// <summary>How far an import is.</summary>
/// <param name="Received">Photos that have arrived.</param>
/// <param name="Stored">Photos stored with their rendition.</param>
/// <param name="Rejected">Photos that could not be decoded.</param>
public sealed record ImportProgress(int Received, int Stored, int Rejected);
