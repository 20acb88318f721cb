using System.Buffers.Binary;
using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.OpenInference;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>A tensor's elements in JSON, flat or nested, as raw contents.</summary>
internal static class TensorData
{
    /// <summary>Reads the array at the beginning of a text.</summary>
    /// <param name="json">Begins with the array; what follows it is not read.</param>
    /// <param name="datatype">UINT8, FP32 or BYTES; of any other nothing is read, for it is refused by name later.</param>
    /// <param name="tensor">The tensor's name, for messages.</param>
    /// <param name="elements">Elements that its shape asks for; the first that is too much ends the reading.</param>
    /// <param name="take">Takes bytes before room is made for them.</param>
    /// <exception cref="RefusedException">An element does not fit the type, or there are too many.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> json, string datatype, string tensor, long elements, Action<long> take)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        reader.Read();
        JsonCursor.BeginArray(ref reader);
        var counting = reader;
        long bytes = 0;
        long left = elements;
        int depth = 1;
        while (NextElement(ref counting, ref depth))
        {
            if (--left < 0 && IsKnown(datatype))
            {
                throw new RefusedException("wrong-length", $"Input '{tensor}': expected {elements} elements in 'data', as its shape says, got more.");
            }

            bytes += MostBytesOf(ref counting, datatype);
        }

        take(bytes);
        byte[] room = GC.AllocateUninitializedArray<byte>((int)Math.Min(bytes, Array.MaxLength));
        int filled = 0;
        depth = 1;
        while (bytes > 0 && NextElement(ref reader, ref depth))
        {
            filled += Write(ref reader, room.AsSpan(filled), datatype, tensor);
        }

        return room.AsMemory(0, filled);
    }

    private static bool IsKnown(string datatype) => datatype is TensorNames.UInt8 or TensorNames.Fp32 or TensorNames.Bytes;

    private static bool NextElement(ref Utf8JsonReader reader, ref int depth)
    {
        while (depth > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    private static int MostBytesOf(ref Utf8JsonReader reader, string datatype) => datatype switch
    {
        TensorNames.UInt8 => 1,
        TensorNames.Fp32 => sizeof(float),
        TensorNames.Bytes => sizeof(uint) + Base64Text.MostBytes(reader.ValueSpan.Length),
        _ => 0,
    };

    private static int Write(ref Utf8JsonReader reader, Span<byte> room, string datatype, string tensor)
    {
        switch (datatype)
        {
            case TensorNames.UInt8:
                room[0] = reader.TokenType == JsonTokenType.Number && TryByte(ref reader, out byte value) ? value : throw Wrong(ref reader, tensor, "whole numbers of 0 to 255");
                return 1;
            case TensorNames.Fp32:
                float number = reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float single) ? single : throw Wrong(ref reader, tensor, "numbers");
                BinaryPrimitives.WriteSingleLittleEndian(room, number);
                return sizeof(float);
            default:
                int length = (reader.TokenType == JsonTokenType.String ? Base64Text.Read(ref reader, room[sizeof(uint)..]) : null)
                    ?? throw Wrong(ref reader, tensor, "the photos' bytes as base64 texts (base64 bird.jpg), or the parameter binary_data_size and the bytes behind the JSON,");
                BinaryPrimitives.WriteUInt32LittleEndian(room, (uint)length);
                return sizeof(uint) + length;
        }
    }

    // 3.0 and 3e0 are whole too.
    private static bool TryByte(ref Utf8JsonReader reader, out byte value)
    {
        if (reader.TryGetByte(out value))
        {
            return true;
        }

        bool isByte = reader.TryGetDouble(out double number) && number is >= 0 and <= byte.MaxValue && Math.Truncate(number) == number;
        value = isByte ? (byte)number : (byte)0;
        return isByte;
    }

    private static RefusedException Wrong(ref Utf8JsonReader reader, string tensor, string expected) =>
        new("wrong-element", $"Input '{tensor}': expected {expected} in 'data', got {JsonCursor.Shown(ref reader)}.");
}
