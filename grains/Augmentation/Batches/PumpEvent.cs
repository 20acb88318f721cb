namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>What a pump's loop is told: a request has ended, the reader wants a batch, or else time has passed.</summary>
/// <param name="Ended">The request, or null.</param>
/// <param name="IsWish">Whether the reader wants a batch.</param>
internal readonly record struct PumpEvent(PieceRequest? Ended, bool IsWish);
