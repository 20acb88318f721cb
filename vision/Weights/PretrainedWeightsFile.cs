namespace BirdGrid.Vision.Weights;

/// <summary>A file of ImageNet weights that was found.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Source">How it came there.</param>
public sealed record PretrainedWeightsFile(string Path, PretrainedWeightsSource Source);
