using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>Reads Huffman coded blocks. The loops are compiled at their best at once: an import or an epoch would else be half over before. Whatever is not as it should be sets <see cref="HasFailed"/>; the photo is then the library's to judge.</summary>
internal unsafe struct EntropyReader(byte* data, byte* end)
{
    /// <summary>Length of a block's tables: a run may lead from coefficient 63 to 63 zeros further.</summary>
    public const int PaddedSize = 128;

    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const byte EndOfImage = 0xD9;
    private const int BufferBits = 64;

    /// <summary>A code (16 bits at most) and its extra bits (15 at most) fit in so many.</summary>
    private const int BitsOfSymbol = 32;

    /// <summary>
    /// Above this sum of a block's coefficients the 32 bits of the transform might not do. Photos stay below; the bound keeps sums of the
    /// first pass (at most 4·1.39 times the coefficients) within 15 bits.
    /// </summary>
    private const int MostAbsoluteSum = 5800;

    private static readonly byte* NaturalOrder = AllocateNaturalOrder();

    private byte* next = data;
    private ulong bits;
    private int count;
    private int padding;

    /// <summary>Whether something was wrong.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether bits were read that are not there.</summary>
    public readonly bool IsExhausted => count < padding;

    /// <summary>
    /// Reads a block. No branch of the loop depends on the kind of symbol or on its sign (Math.Abs has one): a misprediction costs more than a symbol.
    /// </summary>
    /// <param name="component">Its component.</param>
    /// <param name="quantisation">The component's steps in zigzag order, padded to <see cref="PaddedSize"/> with ones.</param>
    /// <param name="predictor">DC of the component's last block; updated.</param>
    /// <param name="coefficients">64 zeros, natural order; receives the dequantised coefficients. One more is written behind them.</param>
    /// <returns>Whether a coefficient other than the DC was read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool ReadBlock(JpegComponent component, int* quantisation, ref int predictor, int* coefficients)
    {
        predictor += ReadDc(component.Dc);
        int dc = predictor * quantisation[0];
        coefficients[0] = dc;
        ref int lookup = ref MemoryMarshal.GetReference(component.Ac.Lookup);
        byte* order = NaturalOrder;
        ulong buffer = bits;
        int left = count;
        int k = 1;
        int value = 0;
        int sum = 0;
        while (k < 64)
        {
            if (left < BitsOfSymbol && !TryRefill(ref buffer, ref left))
            {
                (bits, count) = (buffer, left);
                RefillBytes();
                (buffer, left) = (bits, count);
            }

            int entry = Unsafe.Add(ref lookup, (nint)(buffer >> (BufferBits - HuffmanTable.LookupBits)));
            if (entry == 0 && (entry = component.Ac.FindLong((int)(buffer >> (BufferBits - 16)))) == 0)
            {
                HasFailed = true;
                break;
            }

            k += HuffmanEntry.Run(entry);
            value = HuffmanEntry.Coefficient(entry, buffer) * quantisation[k];
            buffer <<= HuffmanEntry.Bits(entry);
            left -= HuffmanEntry.Bits(entry);
            coefficients[order[k]] = value;
            sum += (value ^ (value >> 31)) - (value >> 31);
            k++;
        }

        (bits, count) = (buffer, left);

        // The end of a block lies past 63 and has no coefficient; one that lies there is an error.
        HasFailed |= (k > 64 && value != 0) || sum + Math.Abs((long)dc) > MostAbsoluteSum;
        return sum != 0;
    }

    /// <summary>Reads over a block that is not needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SkipBlock(JpegComponent component, ref int predictor)
    {
        predictor += ReadDc(component.Dc);
        ref int lookup = ref MemoryMarshal.GetReference(component.Ac.Lookup);
        ulong buffer = bits;
        int left = count;
        int k = 1;
        while (k < 64)
        {
            if (left < BitsOfSymbol && !TryRefill(ref buffer, ref left))
            {
                (bits, count) = (buffer, left);
                RefillBytes();
                (buffer, left) = (bits, count);
            }

            int entry = Unsafe.Add(ref lookup, (nint)(buffer >> (BufferBits - HuffmanTable.LookupBits)));
            if (entry == 0 && (entry = component.Ac.FindLong((int)(buffer >> (BufferBits - 16)))) == 0)
            {
                HasFailed = true;
                break;
            }

            k += HuffmanEntry.Run(entry) + 1;
            buffer <<= HuffmanEntry.Bits(entry);
            left -= HuffmanEntry.Bits(entry);
        }

        (bits, count) = (buffer, left);
    }

    /// <summary>Goes on behind a restart marker.</summary>
    /// <param name="number">0 to 7, the number that it has to have.</param>
    public void Restart(int number)
    {
        HasFailed |= IsExhausted;
        bits = 0;
        count = 0;
        padding = 0;

        // The buffer may have run ahead, but never past a marker.
        while (end - next >= 2 && !(next[0] == 0xFF && next[1] is not (0 or 0xFF)))
        {
            next++;
        }

        HasFailed |= end - next < 2 || next[1] != FirstRestart + number;
        next += 2;
    }

    private static byte* AllocateNaturalOrder()
    {
        ReadOnlySpan<byte> order =
        [
            0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
            35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
        ];
        byte* memory = (byte*)NativeMemory.Alloc(PaddedSize);
        new Span<byte>(memory, PaddedSize).Fill(64);
        order.CopyTo(new Span<byte>(memory, order.Length));
        return memory;
    }

    private int ReadDc(HuffmanTable table)
    {
        if (count < BitsOfSymbol && !TryRefill(ref bits, ref count))
        {
            RefillBytes();
        }

        int entry = table.Lookup[(int)(bits >> (BufferBits - HuffmanTable.LookupBits))];
        if (entry == 0 && (entry = table.FindLong((int)(bits >> (BufferBits - 16)))) == 0)
        {
            HasFailed = true;
            return 0;
        }

        int value = HuffmanEntry.Coefficient(entry, bits);
        bits <<= HuffmanEntry.Bits(entry);
        count -= HuffmanEntry.Bits(entry);
        return value;
    }

    /// <summary>Fills the buffer to more than 32 bits by four bytes at once, where none of them is 0xFF, which may announce a marker.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRefill(ref ulong buffer, ref int left)
    {
        if (end - next < 4)
        {
            return false;
        }

        uint word = BinaryPrimitives.ReverseEndianness(*(uint*)next);
        if (((~word - 0x01010101) & word & 0x80808080) != 0)
        {
            return false;
        }

        buffer |= (ulong)word << (BufferBits - 32 - left);
        left += 32;
        next += 4;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefillBytes()
    {
        while (count <= BufferBits - 8)
        {
            uint value = 0;
            if (next < end && *next != 0xFF)
            {
                value = *next++;
            }
            else if (end - next >= 2 && next[1] == 0)
            {
                value = 0xFF;
                next += 2;
            }
            else
            {
                // At a restart marker, the end of the image or of the file zeros follow, and it is noticed when they are used. Another marker here
                // is the library's to judge.
                HasFailed |= end - next >= 2 && next[1] is not ((>= FirstRestart and <= LastRestart) or EndOfImage);
                padding += 8;
            }

            bits |= (ulong)value << (BufferBits - 8 - count);
            count += 8;
        }
    }
}
