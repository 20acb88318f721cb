namespace BirdGrid.Grains.Inference;

/// <summary>The answer to a photo, with the version that gave it.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version that answered.</param>
/// <param name="Output">Labels and the replica's timings.</param>
/// <param name="DecodeMs">Milliseconds of decoding and resizing.</param>
/// <param name="TotalMs">Milliseconds in the grid, from bytes to labels.</param>
public sealed record Classification(string Model, int Version, ClassifyOutput Output, double DecodeMs, double TotalMs);
