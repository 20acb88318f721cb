namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// A Huffman table that gives symbols as they are. <see cref="HuffmanTable"/> gives coefficients, which is faster, and knows no runs of blocks,
/// which progressive scans have.
/// </summary>
internal sealed class SymbolTable
{
    private const int LookupBits = 8;
    private const int MaxCodeBits = 16;

    private readonly byte[] definition;
    private readonly ushort[] lookup = new ushort[1 << LookupBits];
    private readonly int[] firstCode = new int[MaxCodeBits + 1];
    private readonly int[] firstIndex = new int[MaxCodeBits + 1];

    private SymbolTable(byte[] definition) => this.definition = definition;

    /// <summary>Builds a table.</summary>
    /// <param name="definition">Sixteen counts of codes by length, then the symbols.</param>
    /// <returns>The table; null where the counts are no prefix code.</returns>
    public static SymbolTable? TryBuild(byte[] definition)
    {
        var table = new SymbolTable(definition);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxCodeBits; length++)
        {
            table.firstCode[length] = code;
            table.firstIndex[length] = index;
            for (int i = 0; i < definition[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                if (length <= LookupBits)
                {
                    int free = LookupBits - length;
                    table.lookup.AsSpan(code << free, 1 << free).Fill((ushort)((length << 8) | definition[MaxCodeBits + index]));
                }
            }

            code <<= 1;
        }

        return table;
    }

    /// <summary>The symbol that the next bits begin with.</summary>
    /// <param name="next">The next 16 bits.</param>
    /// <returns>The symbol and the length of its code; where there is no such code, 0 and 16, as the library takes it.</returns>
    public (int Symbol, int Bits) Find(int next)
    {
        int entry = lookup[next >> (MaxCodeBits - LookupBits)];
        if (entry != 0)
        {
            return (entry & 255, entry >> 8);
        }

        for (int length = LookupBits + 1; length <= MaxCodeBits; length++)
        {
            int offset = (next >> (MaxCodeBits - length)) - firstCode[length];
            if (offset >= 0 && offset < definition[length - 1])
            {
                return (definition[MaxCodeBits + firstIndex[length] + offset], length);
            }
        }

        return (0, MaxCodeBits);
    }
}
