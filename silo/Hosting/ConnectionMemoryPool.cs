using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// Memory that connections receive into, in blocks of 64 KiB. Kestrel's own blocks have 4 KiB: a photo or a tensor then arrives in dozens of pieces,
/// each with a system call and a turn of the thread pool, on the core that should compute.
/// </summary>
internal sealed class ConnectionMemoryPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>Blocks that are kept for later; those beyond go back to the runtime.</summary>
    private const int KeptBlocks = 256;

    private readonly ConcurrentQueue<byte[]> free = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>Rents a block, whatever the size that is asked for.</summary>
    /// <param name="minBufferSize">Bytes that are needed, at most <see cref="BlockBytes"/>; -1: any.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than a block is asked for.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return new Block(this, free.TryDequeue(out byte[]? bytes) ? bytes : GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => free.Clear();

    private void Return(byte[] bytes)
    {
        if (free.Count < KeptBlocks)
        {
            free.Enqueue(bytes);
        }
    }

    private sealed class Block(ConnectionMemoryPool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? rented = bytes;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(rented ?? throw new ObjectDisposedException(nameof(Block)), 0, BlockBytes);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref rented, null) is { } returned)
            {
                pool.Return(returned);
            }
        }
    }
}
