using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>The grid's cpu silos: an augmenter's key names its silo, and it is activated there.</summary>
/// <param name="grains">Finds augmenters.</param>
/// <param name="roster">Knows the active silos.</param>
internal sealed class AugmenterSilos(IGrainFactory grains, SiloRoster roster) : IAugmenterSilos
{
    /// <inheritdoc/>
    public IReadOnlyList<SiloMember> Active => roster.Active(SiloRole.Cpu);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> RenderAsync(SiloMember silo, int worker, AugmentRequest request, CancellationToken cancellationToken)
    {
        var augmenter = grains.GetGrain<IAugmenterGrain>(AugmenterKey.Of(silo.Address, worker % silo.Cores));
        Task<RenderedBatch> rendering;
        using (PlacementHint.For(silo.Address))
        {
            rendering = augmenter.Render(request, cancellationToken);
        }

        return (await rendering).ImagesNhwc;
    }
}
