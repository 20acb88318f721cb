using System.Buffers.Binary;
using System.IO.Compression;

namespace BirdGrid.Bench.Hostile;

/// <summary>Writes gRPC messages that no client would, byte by byte.</summary>
internal static class WireForm
{
    /// <summary>A number as protobuf writes it.</summary>
    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7f; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    /// <summary>The beginning of a field that has a length.</summary>
    public static byte[] Open(int field, long length) => [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)length)];

    /// <summary>A field that has a length.</summary>
    public static byte[] Field(int field, params byte[] content) => [.. Open(field, content.Length), .. content];

    /// <summary>A message as gRPC frames it.</summary>
    public static byte[] Framed(byte[] message, bool isPacked)
    {
        byte[] framed = new byte[5 + message.Length];
        framed[0] = isPacked ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    /// <summary>Packs a beginning and what repeats behind it, and frames it.</summary>
    public static byte[] Packed(byte[] beginning, byte[] repeated, long times)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(beginning);
            byte[] block = Repeat(repeated, (int)Math.Min(times, 1 << 16));
            for (long left = times; left > 0; left -= block.Length / repeated.Length)
            {
                gzip.Write(block.AsSpan(0, (int)Math.Min(block.Length, left * repeated.Length)));
            }
        }

        return Framed(packed.ToArray(), isPacked: true);
    }

    /// <summary>Packs fields of distinct numbers that no message has, and frames them.</summary>
    public static byte[] UnknownFields(int count)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < count; i++)
            {
                gzip.Write([.. Varint((ulong)(1000 + i) << 3), 0]);
            }
        }

        return Framed(packed.ToArray(), isPacked: true);
    }

    /// <summary>Bytes again and again.</summary>
    public static byte[] Repeat(byte[] bytes, int times)
    {
        byte[] all = new byte[bytes.Length * times];
        for (int i = 0; i < times; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        return all;
    }
}
