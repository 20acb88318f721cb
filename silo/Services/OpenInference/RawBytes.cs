using System.Buffers.Binary;
using BirdGrid.Grains;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>The raw form of BYTES: each element's length in four little-endian bytes, then the element.</summary>
internal static class RawBytes
{
    /// <summary>Takes elements apart without copying them.</summary>
    /// <param name="name">The tensor, for messages.</param>
    /// <param name="raw">The raw form.</param>
    /// <param name="count">Elements that its shape asks for.</param>
    /// <exception cref="RefusedException">It does not hold exactly so many.</exception>
    public static List<ReadOnlyMemory<byte>> Split(string name, ReadOnlyMemory<byte> raw, int count)
    {
        var elements = new List<ReadOnlyMemory<byte>>(count);
        int at = 0;
        while (at < raw.Length)
        {
            if (elements.Count == count)
            {
                throw TensorShape.WrongLength(name, $"{count} elements in the raw contents", $"{raw.Length - at} bytes more");
            }

            if (raw.Length - at < sizeof(uint))
            {
                throw TensorShape.WrongLength(name, $"a length of 4 bytes before element {elements.Count}", $"{raw.Length - at} bytes");
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(raw.Span[at..]);
            at += sizeof(uint);
            if (length > raw.Length - at)
            {
                throw TensorShape.WrongLength(name, $"{length} bytes of element {elements.Count}", $"{raw.Length - at}");
            }

            elements.Add(raw.Slice(at, (int)length));
            at += (int)length;
        }

        return elements.Count == count
            ? elements
            : throw TensorShape.WrongLength(name, $"{count} elements in the raw contents", $"{elements.Count}");
    }

    /// <summary>Puts elements together.</summary>
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> elements)
    {
        byte[] raw = new byte[elements.Sum(e => sizeof(uint) + e.Length)];
        int at = 0;
        foreach (var element in elements)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(raw.AsSpan(at), (uint)element.Length);
            element.Span.CopyTo(raw.AsSpan(at + sizeof(uint)));
            at += sizeof(uint) + element.Length;
        }

        return raw;
    }
}
