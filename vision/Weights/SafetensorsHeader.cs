using System.Buffers;
using System.Text.Json;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// The JSON header of a safetensors file: for every tensor its type, shape and place, and free text under <c>__metadata__</c>.
/// Read token by token, so that doubled keys and wrong kinds are seen, and nothing is allocated that the file does not hold.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    private SafetensorsHeader()
    {
    }

    public List<Entry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses a header; offsets are checked by the caller, who knows the data.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        var header = new SafetensorsHeader();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            header.ReadAll(ref reader);
            return header;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is what the reader throws for strings that are not valid UTF-8.
            throw new WeightsFormatException($"The safetensors header is not the JSON it should be: {error.Message}", error);
        }
    }

    /// <summary>The header of these tensors laid end to end, padded with spaces to a multiple of 8 bytes.</summary>
    public static byte[] Format(StateDict weights)
    {
        const int Alignment = 8;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (weights.Metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataKey);
                foreach (var (key, value) in weights.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in weights.Tensors)
            {
                WriteEntry(writer, tensor, offset);
                offset += tensor.Data.Length;
            }

            writer.WriteEndObject();
        }

        byte[] header = new byte[(buffer.WrittenCount + Alignment - 1) / Alignment * Alignment];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    private static void WriteEntry(Utf8JsonWriter writer, WeightTensor tensor, long offset)
    {
        if (tensor.Name == MetadataKey)
        {
            throw new ArgumentException($"A tensor cannot be named {MetadataKey} in a safetensors file.");
        }

        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", tensor.DType.SafetensorsName());
        WriteNumbers(writer, "shape", tensor.Shape);
        WriteNumbers(writer, "data_offsets", [offset, offset + tensor.Data.Length]);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IReadOnlyList<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType kind, string what)
    {
        if (!reader.Read() || reader.TokenType != kind)
        {
            throw new WeightsFormatException($"The safetensors header has {reader.TokenType} at byte {reader.TokenStartIndex} where {what} should be.");
        }
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"the description of '{ShownName.Of(name)}'");
        WeightDType? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = reader.GetString()!;
            switch (property)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of '{ShownName.Of(name)}'");
                    dtype = WeightDTypes.FromSafetensorsName(reader.GetString()!)
                        ?? throw new WeightsFormatException($"'{ShownName.Of(name)}' has the element type '{ShownName.Of(reader.GetString()!)}', which is not supported.");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, WeightDTypes.MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, maxCount: 2);
                    break;
                default:
                    throw new WeightsFormatException($"'{ShownName.Of(name)}' has an unknown or doubled property '{ShownName.Of(property)}'.");
            }
        }

        return dtype is null || shape is null || offsets is not [long begin, long end]
            ? throw new WeightsFormatException($"'{ShownName.Of(name)}' lacks dtype, shape or both data_offsets.")
            : new Entry(name, dtype.Value, shape, begin, end);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name, int maxCount)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"a list of numbers of '{ShownName.Of(name)}'");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == maxCount)
            {
                throw new WeightsFormatException($"'{ShownName.Of(name)}' has a list that is not at most {maxCount} whole numbers from 0.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private void ReadAll(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (name.Length == 0 || !names.Add(name))
            {
                throw new WeightsFormatException($"The safetensors header has an empty or doubled name: '{ShownName.Of(name)}'.");
            }

            RequireFew(names.Count);
            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                Entries.Add(ReadEntry(ref reader, name));
            }
        }

        // Reading on finds whatever stands behind the closing brace.
        while (reader.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "the metadata");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            RequireFew(Metadata.Count);
            Expect(ref reader, JsonTokenType.String, $"the text of metadata '{ShownName.Of(key)}'");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw new WeightsFormatException($"The metadata has '{ShownName.Of(key)}' twice.");
            }
        }
    }

    private static void RequireFew(int count)
    {
        if (count > WeightsLimits.MaxTensors)
        {
            throw new WeightsFormatException($"The safetensors header has more than {WeightsLimits.MaxTensors} entries.");
        }
    }

    /// <summary>One tensor's line; the place is [begin, end) in bytes from the header's end.</summary>
    internal sealed record Entry(string Name, WeightDType DType, long[] Shape, long Begin, long End);
}
