using System.Buffers;
using System.Collections.Concurrent;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// Bytes of a large message, in blocks. A connection's own blocks are pinned and never move: many of them at a time leave holes that are not given back.
/// These move, and a few are kept for the next message.
/// </summary>
internal sealed class MessageBlocks
{
    /// <summary>Bytes of a block: no large object, which would be collected late.</summary>
    public const int BlockBytes = 256 << 10;

    private const int KeptBlocks = 64;

    private static readonly ConcurrentQueue<byte[]> Kept = new();

    private readonly List<byte[]> blocks = [];

    /// <summary>Bytes that were written.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of all blocks.</summary>
    public long Capacity => (long)blocks.Count * BlockBytes;

    /// <summary>Whether more room takes another block.</summary>
    public bool IsFull => Length == Capacity;

    /// <summary>What was written.</summary>
    public ReadOnlySequence<byte> Written
    {
        get
        {
            Segment? first = null;
            Segment? last = null;
            for (int i = 0; i < blocks.Count; i++)
            {
                last = new Segment(blocks[i].AsMemory(0, (int)Math.Min(BlockBytes, Length - ((long)i * BlockBytes))), last);
                first ??= last;
            }

            return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
        }
    }

    /// <summary>Room behind what was written: what is left of the last block, or a further block.</summary>
    public Memory<byte> Room()
    {
        if (IsFull)
        {
            blocks.Add(Kept.TryDequeue(out byte[]? block) ? block : GC.AllocateUninitializedArray<byte>(BlockBytes));
        }

        return blocks[^1].AsMemory((int)(Length - Capacity + BlockBytes));
    }

    /// <summary>So much of the room was written.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Lets the blocks go.</summary>
    public void Free()
    {
        foreach (byte[] block in blocks)
        {
            if (Kept.Count < KeptBlocks)
            {
                Kept.Enqueue(block);
            }
        }

        blocks.Clear();
        Length = 0;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
