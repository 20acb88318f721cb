using System.Net;

namespace BirdGrid.Bench.Hostile;

/// <summary>A body of zeros that does not say how long it is.</summary>
/// <param name="bytes">How long it is.</param>
internal sealed class EndlessContent(long bytes) : HttpContent
{
    private static readonly byte[] Block = new byte[1 << 16];

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (long sent = 0; sent < bytes; sent += Block.Length)
        {
            await stream.WriteAsync(Block);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
