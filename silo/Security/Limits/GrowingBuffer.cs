using BirdGrid.Grains;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Bytes of a request put together as they come; there is room for twice what has come at most, whatever was announced.</summary>
/// <param name="bytes">What the room is taken from.</param>
/// <param name="mostBytes">No more room than this is ever needed.</param>
internal sealed class GrowingBuffer(RequestBytes bytes, long mostBytes)
{
    private const int FirstBytes = 16 << 10;

    private byte[] buffer = [];
    private int length;

    /// <summary>Bytes that have come.</summary>
    public int Length => length;

    /// <summary>What has come.</summary>
    public Memory<byte> Written => buffer.AsMemory(0, length);

    /// <summary>Bytes of the room, which are taken.</summary>
    public int Capacity => buffer.Length;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="BusyException">A budget is spent.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> more, CancellationToken cancellationToken)
    {
        await GrowAsync(more.Length, cancellationToken);
        more.CopyTo(buffer.AsMemory(length));
        length += more.Length;
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="BusyException">A budget is spent.</exception>
    public async ValueTask AppendAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] one = new byte[1];
        while (true)
        {
            // Where all has come, one byte of room tells that there is no more.
            if (length == buffer.Length)
            {
                if (await stream.ReadAsync(one, cancellationToken) == 0)
                {
                    return;
                }

                await AppendAsync(one, cancellationToken);
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0 && length < buffer.Length)
            {
                return;
            }

            length += read;
        }
    }

    private async ValueTask GrowAsync(int more, CancellationToken cancellationToken)
    {
        if (length + more <= buffer.Length)
        {
            return;
        }

        long needed = (long)length + more;
        long room = Math.Max(needed, Math.Min(mostBytes, Math.Max(2L * buffer.Length, FirstBytes)));
        await bytes.TakeAsync(room, cancellationToken);
        byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(room, Array.MaxLength));
        Written.CopyTo(larger);
        int before = buffer.Length;
        buffer = larger;
        bytes.Give(before);
    }
}
