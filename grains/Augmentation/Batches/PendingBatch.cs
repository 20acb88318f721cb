namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>A batch that has been asked for, and what has come of it.</summary>
internal sealed class PendingBatch
{
    private byte[]? joined;
    private int missing;

    /// <summary>Plans a batch.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="mostBytes">Largest answer in bytes.</param>
    /// <param name="firstNumber">Number of its first piece in the order of all pieces.</param>
    /// <param name="asked">When it was asked for, as a timestamp of the clock.</param>
    public PendingBatch(AugmentRequest request, int mostBytes, long firstNumber, long asked)
    {
        Bytes = RequestPieces.BytesOf(request);
        Asked = asked;
        int offset = 0;
        var pieces = new List<BatchPiece>();
        foreach (var part in RequestPieces.Of(request, mostBytes))
        {
            pieces.Add(new BatchPiece(this, part, firstNumber + pieces.Count, offset));
            offset += RequestPieces.BytesOf(part);
        }

        Pieces = pieces;
        missing = pieces.Count;
    }

    /// <summary>What it is asked for in.</summary>
    public IReadOnlyList<BatchPiece> Pieces { get; }

    /// <summary>Its size.</summary>
    public int Bytes { get; }

    /// <summary>When it was asked for, as a timestamp of the clock.</summary>
    public long Asked { get; }

    /// <summary>Whether every piece has come.</summary>
    public bool IsComplete => missing == 0;

    /// <summary>The whole batch, uint8 NHWC, once it is complete.</summary>
    public ReadOnlyMemory<byte> ImagesNhwc { get; private set; }

    /// <summary>Takes a piece. A batch of one piece is that piece, uncopied.</summary>
    /// <exception cref="InvalidDataException">The answer has not the size that was asked for.</exception>
    public void Put(BatchPiece piece, ReadOnlyMemory<byte> imagesNhwc)
    {
        if (imagesNhwc.Length != piece.Bytes)
        {
            throw new InvalidDataException($"An augmenter answered {imagesNhwc.Length} bytes where {piece.Bytes} were asked for.");
        }

        if (Pieces.Count == 1)
        {
            ImagesNhwc = imagesNhwc;
        }
        else
        {
            joined ??= GC.AllocateUninitializedArray<byte>(Bytes);
            imagesNhwc.CopyTo(joined.AsMemory(piece.Offset));
            ImagesNhwc = joined;
        }

        missing--;
        piece.IsDone = true;
    }
}
