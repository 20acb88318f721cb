namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// A Huffman table of a JPEG (ITU-T T.81, annex C and F.2.2), with a look-up by the next <see cref="LookupBits"/> bits. Where those hold a
/// code and all its extra bits, the look-up gives the coefficient at once.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits of the look-up.</summary>
    public const int LookupBits = 10;

    private const int MaxCodeBits = 16;

    private readonly byte[] definition;
    private readonly int[] lookup = new int[1 << LookupBits];
    private readonly int[] firstCode = new int[MaxCodeBits + 2];
    private readonly int[] firstIndex = new int[MaxCodeBits + 2];

    private HuffmanTable(byte[] definition) => this.definition = definition;

    /// <summary>Entries by the next bits; see <see cref="HuffmanEntry"/>. An entry of 0 is a code longer than the look-up, or none.</summary>
    public ReadOnlySpan<int> Lookup => lookup;

    /// <summary>Builds a table.</summary>
    /// <param name="definition">Sixteen counts of codes by length, then the symbols.</param>
    /// <returns>The table; null where the counts are no prefix code or the symbols are missing.</returns>
    public static HuffmanTable? TryBuild(ReadOnlySpan<byte> definition)
    {
        var table = new HuffmanTable(definition.ToArray());
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxCodeBits; length++)
        {
            table.firstCode[length] = code;
            table.firstIndex[length] = index;
            for (int i = 0; i < definition[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length || MaxCodeBits + index >= definition.Length)
                {
                    return null;
                }

                table.Enter(code, length, definition[MaxCodeBits + index]);
            }

            code <<= 1;
        }

        return table;
    }

    /// <summary>Whether the table can code DC differences, whose symbols are numbers of bits alone.</summary>
    public bool IsForDc => definition.AsSpan(MaxCodeBits).IndexOfAnyExceptInRange((byte)0, (byte)15) < 0;

    /// <summary>Whether the table was built from these bytes.</summary>
    public bool IsOf(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(definition);

    /// <summary>The entry of a code longer than the look-up.</summary>
    /// <param name="next">The next 16 bits.</param>
    /// <returns>The entry without its extra bits; 0 where there is no such code.</returns>
    public int FindLong(int next)
    {
        for (int length = LookupBits + 1; length <= MaxCodeBits; length++)
        {
            int offset = (next >> (MaxCodeBits - length)) - firstCode[length];
            if (offset >= 0 && offset < definition[length - 1])
            {
                return HuffmanEntry.OfSymbol(definition[MaxCodeBits + firstIndex[length] + offset], length);
            }
        }

        return 0;
    }

    private void Enter(int code, int length, byte symbol)
    {
        if (length > LookupBits)
        {
            return;
        }

        int free = LookupBits - length;
        int size = symbol & 15;
        for (int rest = 0; rest < 1 << free; rest++)
        {
            int entry = size > 0 && size <= free
                ? HuffmanEntry.OfValue(symbol >> 4, HuffmanEntry.Extend(rest >> (free - size), size), length + size)
                : HuffmanEntry.OfSymbol(symbol, length);
            lookup[(code << free) | rest] = entry;
        }
    }
}
