using BirdGrid.Grains.Inference.Replicas;

namespace BirdGrid.Grains.Inference;

/// <summary>What the front of a silo can reach without a message, because it is on the same silo.</summary>
public sealed class SiloShortcuts
{
    /// <summary>Replicas that are here.</summary>
    internal LocalReplicas Replicas { get; } = new();

    /// <summary>Held while two replicas of this silo run in turn: each waits for the other's thread, and two such pairs could wait for each other for ever.</summary>
    internal SemaphoreSlim PairTurn { get; } = new(1);
}
