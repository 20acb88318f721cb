using System.Buffers;
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
    /// <exception cref="RefusedException">An element does not fit the type.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> json, string datatype, string tensor)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        reader.Read();
        JsonCursor.BeginArray(ref reader);
        var elements = new ArrayBufferWriter<byte>();
        int depth = 1;
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
                    Append(ref reader, elements, datatype, tensor);
                    break;
            }
        }

        return elements.WrittenMemory;
    }

    private static void Append(ref Utf8JsonReader reader, ArrayBufferWriter<byte> elements, string datatype, string tensor)
    {
        switch (datatype)
        {
            case TensorNames.UInt8:
                elements.GetSpan(1)[0] = reader.TokenType == JsonTokenType.Number && TryByte(ref reader, out byte value) ? value : throw Wrong(ref reader, tensor, "whole numbers of 0 to 255");
                elements.Advance(1);
                break;
            case TensorNames.Fp32:
                float number = reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float single) ? single : throw Wrong(ref reader, tensor, "numbers");
                BinaryPrimitives.WriteSingleLittleEndian(elements.GetSpan(sizeof(float)), number);
                elements.Advance(sizeof(float));
                break;
            case TensorNames.Bytes:
                var bytes = (reader.TokenType == JsonTokenType.String ? Base64Text.Read(ref reader) : null)
                    ?? throw Wrong(ref reader, tensor, "the photos' bytes as base64 texts (base64 bird.jpg), or the parameter binary_data_size and the bytes behind the JSON,");
                BinaryPrimitives.WriteUInt32LittleEndian(elements.GetSpan(sizeof(uint)), (uint)bytes.Length);
                elements.Advance(sizeof(uint));
                elements.Write(bytes.Span);
                break;
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
