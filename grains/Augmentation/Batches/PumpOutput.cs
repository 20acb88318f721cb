namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>What a pump hands to its reader: a batch, or why there is none yet.</summary>
/// <param name="ImagesNhwc">The batch, uint8 NHWC.</param>
/// <param name="Notice">What is waited for; null with a batch.</param>
internal readonly record struct PumpOutput(ReadOnlyMemory<byte> ImagesNhwc, string? Notice);
