using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>The silos that make batches, and a way to ask one of them.</summary>
internal interface IAugmenterSilos
{
    /// <summary>Silos that take work at present; a local look-up.</summary>
    IReadOnlyList<SiloMember> Active { get; }

    /// <summary>Asks one silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="worker">Which of its augmenters; any number from 0.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Withdraws the request; the call then ends soon.</param>
    /// <returns>uint8 NHWC, photos x size x size x 3.</returns>
    Task<ReadOnlyMemory<byte>> RenderAsync(SiloMember silo, int worker, AugmentRequest request, CancellationToken cancellationToken);
}
