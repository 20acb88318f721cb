namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>A part of a batch that is asked of one silo.</summary>
/// <param name="batch">The whole.</param>
/// <param name="request">What is asked for.</param>
/// <param name="number">Its place in the order of all pieces: the device needs lower numbers first.</param>
/// <param name="offset">Where its bytes begin in the batch.</param>
internal sealed class BatchPiece(PendingBatch batch, AugmentRequest request, long number, int offset)
{
    private long restsSince;
    private TimeSpan rest;

    /// <summary>The whole.</summary>
    public PendingBatch Batch { get; } = batch;

    /// <summary>What is asked for.</summary>
    public AugmentRequest Request { get; } = request;

    /// <summary>Its place in the order of all pieces.</summary>
    public long Number { get; } = number;

    /// <summary>Where its bytes begin in the batch.</summary>
    public int Offset { get; } = offset;

    /// <summary>Its size.</summary>
    public int Bytes { get; } = RequestPieces.BytesOf(request);

    /// <summary>Requests for it that are under way and not withdrawn.</summary>
    public List<PieceRequest> Outstanding { get; } = [];

    /// <summary>How often it was asked for in vain.</summary>
    public int Failures { get; set; }

    /// <summary>How often of these the request itself, not the way to the silo, was the reason.</summary>
    public int Errors { get; set; }

    /// <summary>Whether its bytes have come.</summary>
    public bool IsDone { get; set; }

    /// <summary>Whether it waits: where every silo failed a moment ago, it is not asked for again at once.</summary>
    public bool IsResting(TimeProvider clock) => clock.GetElapsedTime(restsSince) < rest;

    /// <summary>Lets it wait from now on.</summary>
    public void Rest(TimeSpan time, TimeProvider clock) => (restsSince, rest) = (clock.GetTimestamp(), time);
}
