namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>A replica takes no more requests; it can be loaded anew once it has drained.</summary>
internal sealed class ReplicaDrainingException : Exception;
