namespace BirdGrid.Grains.Augmentation;

/// <summary>Makes augmented batches on a cpu silo. The key names the silo, and whoever asks activates the grain there: an augmenter holds nothing of a session.</summary>
[Alias("birdgrid.augmenter")]
public interface IAugmenterGrain : IGrainWithStringKey
{
    /// <summary>Renders one batch.</summary>
    /// <returns>uint8 NHWC, photos x size x size x 3.</returns>
    [Alias("render")]
    Task<ReadOnlyMemory<byte>> Render(AugmentRequest request, CancellationToken cancellationToken = default);
}
