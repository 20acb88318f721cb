namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>Timestamps of a batch.</summary>
/// <param name="Taken">It left the queue.</param>
/// <param name="Assembled">Its images were brought together.</param>
/// <param name="Computed">Its logits were there.</param>
internal readonly record struct BatchTimes(long Taken, long Assembled, long Computed);
