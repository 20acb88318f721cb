using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace BirdGrid.Vision.Weights;

/// <summary>A cursor over a pickle's bytes; every length is checked against what is left before anything is allocated.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> bytes)
{
    private const int LongestLineBytes = 1000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Length of the file in bytes.</summary>
    public int Length => bytes.Length;

    /// <summary>Two's complement of the given bytes, little-endian; a long where it fits, 0 where there are none.</summary>
    public object Integer(ulong byteCount)
    {
        var value = new BigInteger(Take(byteCount));

        // Boxed one by one: a conditional would first turn the long into a BigInteger again.
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            return (long)value;
        }

        return value;
    }

    /// <summary>A string of the given bytes.</summary>
    public string Text(ulong byteCount) => Decode(Take(byteCount));

    /// <summary>A string up to a line feed.</summary>
    public string Line()
    {
        var rest = bytes.Span[Position..];
        int end = rest[..Math.Min(rest.Length, LongestLineBytes)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new WeightsFormatException($"The pickle has a name at byte {Position} that does not end within {LongestLineBytes} bytes.");
        }

        string line = Decode(rest[..end]);
        Position += end + 1;
        return line;
    }

    /// <summary>A view of the given bytes.</summary>
    public ReadOnlyMemory<byte> View(ulong byteCount)
    {
        int start = Position;
        Take(byteCount);
        return bytes[start..Position];
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new WeightsFormatException("The pickle has a string that is not UTF-8.", error);
        }
    }

    private ReadOnlySpan<byte> Take(ulong byteCount)
    {
        int left = bytes.Length - Position;
        if (byteCount > (ulong)left)
        {
            throw new WeightsFormatException($"The file ends inside the pickle: {byteCount} bytes wanted at byte {Position}, {left} left.");
        }

        var taken = bytes.Span.Slice(Position, (int)byteCount);
        Position += (int)byteCount;
        return taken;
    }
}
