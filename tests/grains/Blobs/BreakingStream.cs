namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>Gives some bytes and then fails, like a client whose connection breaks.</summary>
internal sealed class BreakingStream : MemoryStream
{
    private bool _hasGiven;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasGiven)
        {
            throw new IOException("connection reset");
        }

        _hasGiven = true;
        return ValueTask.FromResult(1000);
    }
}
