namespace BirdGrid.Grains.Augmentation;

/// <summary>Makes augmented batches on a CPU silo; the key is a shard, so that batches spread over silos.</summary>
[Alias("birdgrid.augmenter")]
public interface IAugmenterGrain : IGrainWithStringKey
{
    /// <summary>Renders one batch.</summary>
    /// <returns>uint8 NHWC, photos x size x size x 3.</returns>
    [Alias("render")]
    Task<ReadOnlyMemory<byte>> Render(AugmentRequest request, CancellationToken cancellationToken = default);
}
