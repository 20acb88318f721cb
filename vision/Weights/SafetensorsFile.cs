using System.Buffers.Binary;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// Reads and writes safetensors files (https://huggingface.co/docs/safetensors): an unsigned 64-bit little-endian header length, a JSON header,
/// then the tensors' bytes end to end. The format holds nothing that could be executed.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>Longest header that is read or written, in bytes: the reference implementation's limit.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const int LengthBytes = sizeof(ulong);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors, in the header's order, and its metadata.</returns>
    /// <exception cref="WeightsFormatException">It is not a sound safetensors file.</exception>
    public static StateDict Read(string path) => BoundedBytes.ParseFile(path, Read);

    /// <summary>Reads what is left of a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <returns>Its tensors, in the header's order, and its metadata.</returns>
    /// <exception cref="WeightsFormatException">It is not a sound safetensors file.</exception>
    public static StateDict Read(Stream stream) => Read(BoundedBytes.ReadToEnd(stream));

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="file">The bytes; the tensors are views of them, not copies, so they must not change afterwards.</param>
    /// <returns>Its tensors, in the header's order, and its metadata.</returns>
    /// <exception cref="WeightsFormatException">It is not a sound safetensors file.</exception>
    public static StateDict Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthBytes)
        {
            throw new WeightsFormatException($"A safetensors file begins with a length of {LengthBytes} bytes; this one has {file.Length} bytes in all.");
        }

        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerBytes > MaxHeaderBytes || headerBytes > (ulong)(file.Length - LengthBytes))
        {
            throw new WeightsFormatException(
                $"The safetensors header claims {headerBytes} bytes; the file has {file.Length - LengthBytes} left and {MaxHeaderBytes} are allowed.");
        }

        var json = file.Slice(LengthBytes, (int)headerBytes);
        if (json.IsEmpty || json.Span[0] != (byte)'{')
        {
            throw new WeightsFormatException("The safetensors header does not begin with '{'.");
        }

        var header = SafetensorsHeader.Parse(json.Span);
        var data = file[(LengthBytes + (int)headerBytes)..];
        CheckPlaces(header.Entries, data.Length);
        return new StateDict(
            header.Entries.Select(entry => new WeightTensor(
                entry.Name, entry.DType, entry.Shape, data.Slice((int)entry.Begin, (int)(entry.End - entry.Begin)))),
            header.Metadata);
    }

    /// <summary>Writes a file through a temporary one beside it, so that a reader sees the old file or the whole new one.</summary>
    /// <param name="weights">The tensors; the same tensors in the same order with the same metadata give the same bytes.</param>
    /// <param name="path">The file to write or replace.</param>
    public static void Write(StateDict weights, string path) => AtomicFile.Write(path, stream => Write(weights, stream));

    /// <summary>Writes to a stream.</summary>
    /// <param name="weights">The tensors; the same tensors in the same order with the same metadata give the same bytes.</param>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="ArgumentException">A tensor is named <c>__metadata__</c>, or the header grows beyond <see cref="MaxHeaderBytes"/>.</exception>
    public static void Write(StateDict weights, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = SafetensorsHeader.Format(weights);
        if (header.Length > MaxHeaderBytes)
        {
            throw new ArgumentException($"The header has {header.Length} bytes; {MaxHeaderBytes} are allowed.", nameof(weights));
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in weights.Tensors)
        {
            stream.Write(tensor.Data.Span);
        }
    }

    /// <summary>The file as bytes.</summary>
    /// <param name="weights">The tensors.</param>
    /// <returns>What <see cref="Write(StateDict, Stream)"/> writes.</returns>
    public static byte[] ToBytes(StateDict weights)
    {
        using var stream = new MemoryStream();
        Write(weights, stream);
        return stream.ToArray();
    }

    /// <summary>The tensors must tile the data: each of the right size, none over another, no byte left over.</summary>
    private static void CheckPlaces(List<SafetensorsHeader.Entry> entries, long dataBytes)
    {
        long position = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != position || entry.End < entry.Begin || entry.End > dataBytes)
            {
                throw new WeightsFormatException(
                    $"'{ShownName.Of(entry.Name)}' lies at [{entry.Begin}, {entry.End}), where [{position}, ...) of {dataBytes} data bytes was next: an overlap, a gap or a cut file.");
            }

            if (entry.DType.ByteLength(entry.Shape) != entry.End - entry.Begin)
            {
                throw new WeightsFormatException(
                    $"'{ShownName.Of(entry.Name)}' is {WeightDTypes.Describe(entry.DType, entry.Shape)} but has {entry.End - entry.Begin} bytes.");
            }

            position = entry.End;
        }

        if (position != dataBytes)
        {
            throw new WeightsFormatException($"{dataBytes - position} bytes behind the last tensor belong to none.");
        }
    }
}
