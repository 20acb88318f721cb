using System.Net;

namespace BirdGrid.Bench.Hostile;

/// <summary>A body that stays open for a while after its last byte.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="pause">How long it stays open.</param>
internal sealed class StalledContent(byte[] bytes, TimeSpan pause) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
        await Task.Delay(pause);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
