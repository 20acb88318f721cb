namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>The batches that are asked for before the device needs them: a bounded number and a bounded size, in order.</summary>
/// <param name="requests">What the device will need.</param>
/// <param name="options">The bounds.</param>
internal sealed class BatchWindow(IEnumerator<AugmentRequest> requests, AugmentationOptions options)
{
    private const int MiB = 1 << 20;

    private readonly Queue<PendingBatch> batches = new();
    private AugmentRequest? next = requests.MoveNext() ? requests.Current : null;
    private long nextPiece;

    /// <summary>The batch that the device needs first, or null.</summary>
    public PendingBatch? First => batches.TryPeek(out var first) ? first : null;

    /// <summary>Whether every batch was delivered.</summary>
    public bool IsEnded => next is null && batches.Count == 0;

    /// <summary>Size of the batches that were asked for and not delivered.</summary>
    public long Bytes { get; private set; }

    /// <summary>Asks for as many batches as the bounds allow, one at least.</summary>
    /// <param name="silos">Silos that take work.</param>
    /// <param name="now">The time, as a timestamp of the clock.</param>
    /// <returns>The new batches.</returns>
    public IEnumerable<PendingBatch> Fill(int silos, long now)
    {
        while (next is { } request && HasRoom(request, silos))
        {
            var batch = new PendingBatch(request, options.PieceMiB * MiB, nextPiece, now);
            nextPiece += batch.Pieces.Count;
            Bytes += batch.Bytes;
            batches.Enqueue(batch);
            next = requests.MoveNext() ? requests.Current : null;
            yield return batch;
        }
    }

    /// <summary>Delivers the first batch.</summary>
    public PendingBatch Take()
    {
        var first = batches.Dequeue();
        Bytes -= first.Bytes;
        return first;
    }

    private bool HasRoom(AugmentRequest request, int silos) =>
        batches.Count == 0
        || (batches.Count < options.ReadAheadBatches * Math.Max(1, silos) && Bytes + RequestPieces.BytesOf(request) <= (long)options.ReadAheadMiB * MiB);
}
