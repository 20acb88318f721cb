namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>The bits of a scan's coded data. Behind its end zeros follow, and it is known whether any of them was used.</summary>
/// <param name="encoded">The whole file.</param>
/// <param name="position">Where the data begins.</param>
internal ref struct ScanBits(ReadOnlySpan<byte> encoded, int position)
{
    private const int BufferBits = 64;

    private readonly ReadOnlySpan<byte> encoded = encoded;
    private ulong bits;
    private int count;
    private int padding;

    /// <summary>Where the next byte is read; never past a marker.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether bits were used that are not there.</summary>
    public readonly bool IsExhausted => count < padding;

    /// <summary>Whether the data goes on behind a restart marker.</summary>
    public readonly bool IsAtRestart => encoded.Length - Position >= 2 && encoded[Position] == 0xFF && JpegMarkers.IsRestart(encoded[Position + 1]);

    /// <summary>Takes a number of bits.</summary>
    /// <param name="length">0 to 16.</param>
    public int Take(int length)
    {
        if (length == 0)
        {
            return 0;
        }

        Fill();
        int taken = (int)(bits >> (BufferBits - length));
        Drop(length);
        return taken;
    }

    /// <summary>Takes a symbol.</summary>
    public int Take(SymbolTable table)
    {
        Fill();
        var (symbol, length) = table.Find((int)(bits >> (BufferBits - 16)));
        Drop(length);
        return symbol;
    }

    /// <summary>Goes on behind the next restart marker.</summary>
    /// <returns>Whether there is one before any other marker.</returns>
    public bool TryRestart()
    {
        int at = Position;
        bits = 0;
        count = 0;
        padding = 0;
        if (!JpegMarkers.TryNext(encoded, ref at, out byte marker) || !JpegMarkers.IsRestart(marker))
        {
            return false;
        }

        Position = at;
        return true;
    }

    private void Drop(int length)
    {
        bits <<= length;
        count -= length;
    }

    private void Fill()
    {
        while (count <= BufferBits - 8)
        {
            uint value = 0;
            if (Position < encoded.Length && encoded[Position] != 0xFF)
            {
                value = encoded[Position++];
            }
            else if (encoded.Length - Position >= 2 && encoded[Position + 1] == 0)
            {
                value = 0xFF;
                Position += 2;
            }
            else
            {
                padding += 8;
            }

            bits |= (ulong)value << (BufferBits - 8 - count);
            count += 8;
        }
    }
}
