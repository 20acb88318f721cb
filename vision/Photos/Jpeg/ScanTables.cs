namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>Huffman tables by their places, built when a scan uses them: a file may define any number that none uses.</summary>
internal sealed class ScanTables
{
    private const int Places = 4;
    private const int MaxCodeBits = 16;

    private readonly byte[]?[] definitions = new byte[2 * Places][];
    private readonly SymbolTable?[] built = new SymbolTable[2 * Places];

    /// <summary>Takes the tables of a segment, up to the first that is none.</summary>
    public void Define(ReadOnlySpan<byte> payload)
    {
        while (payload.Length > MaxCodeBits)
        {
            int symbols = 0;
            foreach (byte count in payload[1..(MaxCodeBits + 1)])
            {
                symbols += count;
            }

            int length = 1 + MaxCodeBits + symbols;
            if (payload[0] >> 4 > 1 || (payload[0] & 15) >= Places || symbols > 256 || payload.Length < length)
            {
                return;
            }

            int place = ((payload[0] >> 4) * Places) + (payload[0] & 15);
            definitions[place] = payload[1..length].ToArray();
            built[place] = null;
            payload = payload[length..];
        }
    }

    /// <summary>A table of DC differences, or null.</summary>
    public SymbolTable? Dc(int place) => At(place);

    /// <summary>A table of AC coefficients, or null.</summary>
    public SymbolTable? Ac(int place) => place < Places ? At(Places + place) : null;

    private SymbolTable? At(int place) =>
        place < 2 * Places && definitions[place] is { } definition ? built[place] ??= SymbolTable.TryBuild(definition) : null;
}
