namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>One request for a piece, to one silo.</summary>
/// <param name="piece">What is asked for.</param>
/// <param name="silo">Of whom.</param>
/// <param name="asked">When, as a timestamp of the clock.</param>
/// <param name="isHedge">Whether another silo was asked before and has not answered.</param>
internal sealed class PieceRequest(BatchPiece piece, SiloCredit silo, long asked, bool isHedge) : IDisposable
{
    private readonly CancellationTokenSource withdrawn = new();

    /// <summary>What is asked for.</summary>
    public BatchPiece Piece { get; } = piece;

    /// <summary>Of whom.</summary>
    public SiloCredit Silo { get; } = silo;

    /// <summary>When, as a timestamp of the clock.</summary>
    public long Asked { get; } = asked;

    /// <summary>Whether another silo was asked before and has not answered.</summary>
    public bool IsHedge { get; } = isHedge;

    /// <summary>Cancelled when nobody needs the answer any more.</summary>
    public CancellationToken Withdrawn => withdrawn.Token;

    /// <summary>The answer, once it has come.</summary>
    public ReadOnlyMemory<byte> ImagesNhwc { get; set; }

    /// <summary>Why there is no answer, once that is known.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Nobody needs the answer any more.</summary>
    public void Withdraw()
    {
        Piece.Outstanding.Remove(this);
        withdrawn.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => withdrawn.Dispose();
}
