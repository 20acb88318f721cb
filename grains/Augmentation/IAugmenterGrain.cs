namespace BirdGrid.Grains.Augmentation;

/// <summary>Makes augmented batches on a cpu silo. The key names the silo, and whoever asks activates the grain there: an augmenter holds nothing of a session.</summary>
[Alias("birdgrid.augmenter")]
public interface IAugmenterGrain : IGrainWithStringKey
{
    /// <summary>Renders one batch.</summary>
    [Alias("render")]
    Task<RenderedBatch> Render(AugmentRequest request, CancellationToken cancellationToken = default);
}
