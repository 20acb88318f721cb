using System.Buffers;
using BirdGrid.Grains;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// Bytes of a request put together as they come. Room for all that was announced is made when half of it has come; before, they are in blocks. Every byte of
/// room is taken from the budgets first.
/// </summary>
/// <param name="bytes">What the room is taken from.</param>
/// <param name="mostBytes">Bytes that are announced, or may come at most.</param>
internal sealed class GrowingBuffer(RequestBytes bytes, long mostBytes)
{
    /// <summary>From here on a body is a large one.</summary>
    private const int LargeBytes = 1 << 20;

    private readonly MessageBlocks blocks = new();
    private byte[]? whole;
    private int length;

    /// <summary>Bytes that have come.</summary>
    public int Length => length;

    /// <summary>Bytes of room that are taken for the whole.</summary>
    public int Capacity => whole?.Length ?? 0;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="BusyException">A budget is spent.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> more, CancellationToken cancellationToken)
    {
        while (more.Length > 0)
        {
            var room = await RoomAsync(cancellationToken);
            int copied = Math.Min(room.Length, more.Length);
            more[..copied].CopyTo(room);
            Advance(copied);
            more = more[copied..];
        }
    }

    /// <summary>Reads a stream to its end, or to the most that may come.</summary>
    /// <exception cref="BusyException">A budget is spent.</exception>
    public async ValueTask AppendAsync(Stream stream, CancellationToken cancellationToken)
    {
        int read;
        do
        {
            // A body without bytes takes no room; at the end of the room one byte more would be the server's to refuse.
            bool needsRoom = length < mostBytes;
            read = await stream.ReadAsync(needsRoom ? await RoomAsync(cancellationToken) : new byte[1], cancellationToken);
            if (needsRoom)
            {
                Advance(read);
            }

            if (length > LargeBytes)
            {
                // A sender nearby is never waited for: twenty of them would keep every thread from everybody else.
                await Task.Yield();
            }
        }
        while (read > 0);
    }

    /// <summary>What has come, in one piece.</summary>
    /// <exception cref="BusyException">A budget is spent.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> WholeAsync(CancellationToken cancellationToken)
    {
        if (whole is null && length > 0)
        {
            await MakeWholeAsync(length, cancellationToken);
        }

        return whole.AsMemory(0, length);
    }

    private void Advance(int more)
    {
        length += more;
        if (whole is null)
        {
            blocks.Advance(more);
        }
    }

    private async ValueTask<Memory<byte>> RoomAsync(CancellationToken cancellationToken)
    {
        if (whole is null && blocks.IsFull)
        {
            if (length >= mostBytes / 2 || mostBytes <= MessageBlocks.BlockBytes)
            {
                await MakeWholeAsync(mostBytes, cancellationToken);
            }
            else
            {
                await bytes.TakeAsync(MessageBlocks.BlockBytes, cancellationToken);
            }
        }

        return whole is null ? blocks.Room() : whole.AsMemory(length);
    }

    private async ValueTask MakeWholeAsync(long room, CancellationToken cancellationToken)
    {
        await bytes.TakeAsync(room, cancellationToken);
        whole = GC.AllocateUninitializedArray<byte>((int)Math.Min(room, Array.MaxLength));
        blocks.Written.CopyTo(whole);
        long before = blocks.Capacity;
        blocks.Free();
        bytes.Give(before);
    }
}
