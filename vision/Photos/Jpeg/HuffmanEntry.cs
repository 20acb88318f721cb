using System.Runtime.CompilerServices;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// A decoded symbol in an int: bits 0 to 5 the bits to drop, extra bits included, 6 to 11 the zeros before the coefficient (63 at the end of a
/// block), 12 to 15 the number of extra bits that are not part of the coefficient yet, 16 to 31 the coefficient where there are none.
/// </summary>
internal static class HuffmanEntry
{
    private const int SixteenZeros = 0xF0;
    private const int EndOfBlockRun = 63;

    /// <summary>A symbol without its extra bits. Of those that have none, only sixteen zeros do not end the block.</summary>
    /// <param name="symbol">Zeros before in the upper half, number of extra bits in the lower.</param>
    /// <param name="bits">Bits of its code.</param>
    public static int OfSymbol(int symbol, int bits)
    {
        int size = symbol & 15;
        int run = size == 0 && symbol != SixteenZeros ? EndOfBlockRun : symbol >> 4;
        return (bits + size) | (run << 6) | (size << 12);
    }

    /// <summary>A coefficient with its extra bits.</summary>
    public static int OfValue(int run, int value, int bits) => bits | (run << 6) | (value << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bits(int entry) => entry & 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Run(int entry) => (entry >> 6) & 63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Size(int entry) => (entry >> 12) & 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(int entry) => entry >> 16;

    /// <summary>The coefficient. Extra bits that begin with 0 make it negative (T.81, F.2.2.1, EXTEND); none make 0.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="next">The next 64 bits, the entry's first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Coefficient(int entry, ulong next) =>
        Value(entry) + Extend((int)(next >> 1 >> (63 - Bits(entry))), Size(entry));

    /// <summary>The coefficient of the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend(int bits, int size)
    {
        int all = (1 << size) - 1;
        bits &= all;
        int ifNegative = (bits + bits - all - 1) >> 31;
        return bits - (all & ifNegative);
    }
}
