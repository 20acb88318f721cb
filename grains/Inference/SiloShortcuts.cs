using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference;

/// <summary>What the front of a silo can reach without a message, because it is on the same silo.</summary>
/// <param name="routes">Routes of models whose grains are here.</param>
public sealed class SiloShortcuts(LocalRoutes routes)
{
    /// <summary>Routes of models whose grains are here.</summary>
    internal LocalRoutes Routes => routes;

    /// <summary>Replicas that are here.</summary>
    internal LocalReplicas Replicas { get; } = new();

    /// <summary>Held while two replicas of this silo run in turn: each waits for the other's thread, and two such pairs could wait for each other for ever.</summary>
    internal SemaphoreSlim PairTurn { get; } = new(1);
}
