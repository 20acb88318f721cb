namespace BirdGrid.Grains.Training;

/// <summary>Photos and what TorchSharp says to them: what an export is checked by.</summary>
/// <param name="ImagesNhwc">uint8, count x size x size x 3.</param>
/// <param name="Count">Number of photos, at least 1.</param>
/// <param name="Logits">float, count x classes, row-major.</param>
public sealed record CheckedPhotos(ReadOnlyMemory<byte> ImagesNhwc, int Count, float[] Logits);
