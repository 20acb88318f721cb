using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Augmentation.Batches;
using BirdGrid.Grains.Placement;

namespace BirdGrid.Bench.Support;

/// <summary>The grid's cpu silos, of which only some are used: rounds with one and with two silos then alternate without a restart.</summary>
/// <param name="all">The cpu silos.</param>
internal sealed class SiloChoice(IAugmenterSilos all) : IAugmenterSilos
{
    /// <summary>Tells the silos that are used.</summary>
    public Predicate<int> Uses { get; set; } = _ => true;

    /// <inheritdoc/>
    public IReadOnlyList<SiloMember> Active => [.. all.Active.Where((_, index) => Uses(index))];

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> RenderAsync(SiloMember silo, int worker, AugmentRequest request, CancellationToken cancellationToken) =>
        all.RenderAsync(silo, worker, request, cancellationToken);
}
