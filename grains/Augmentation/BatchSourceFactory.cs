using BirdGrid.Grains.Augmentation.Batches;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Makes batch sources over the grid's cpu silos.</summary>
/// <param name="roster">Knows the active silos.</param>
/// <param name="options">How batches are pulled.</param>
public sealed class BatchSourceFactory(SiloRoster roster, IOptions<AugmentationOptions> options)
{
    /// <summary>Makes the source of one session.</summary>
    /// <param name="grains">The caller's grain factory.</param>
    internal BatchSource Create(IGrainFactory grains) => new(new AugmenterSilos(grains, roster), options.Value);
}
