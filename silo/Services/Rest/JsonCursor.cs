using System.Text;
using System.Text.Json;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf.Collections;
using Inference.V2;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Steps through JSON; whatever is not as expected is a <see cref="JsonException"/>.</summary>
internal static class JsonCursor
{
    /// <summary>More of a text is not looked at: a message shows its beginning.</summary>
    private const int LongestShownBytes = 256;

    /// <summary>Longest name of a property, as written.</summary>
    private const int LongestNameBytes = 4096;

    /// <summary>Longest text, as written: six bytes a character at worst, of as many as the silo's limit could allow.</summary>
    private const int LongestTextBytes = 6 << 20;

    /// <summary>Most parameters of a request, a tensor or an output.</summary>
    private const int MostParameters = 64;

    /// <summary>Most properties that are passed over one after another.</summary>
    private const int MostPassedOver = 64;

    /// <summary>Goes into the object that comes next.</summary>
    public static void BeginObject(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        ExpectObject(ref reader);
    }

    /// <summary>The reader stands at an object.</summary>
    public static void ExpectObject(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.StartObject, "an object");

    /// <summary>The reader stands at an array.</summary>
    public static void BeginArray(ref Utf8JsonReader reader) => Expect(ref reader, JsonTokenType.StartArray, "an array");

    /// <summary>Goes to the value of the next property; null at the object's end.</summary>
    public static string? NextProperty(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        if (reader.ValueSpan.Length > LongestNameBytes)
        {
            throw new JsonException($"the name at byte {reader.TokenStartIndex} has {reader.ValueSpan.Length} bytes, and a name has at most {LongestNameBytes}.");
        }

        string name = reader.GetString()!;
        Advance(ref reader);
        return name;
    }

    /// <summary>Goes to the next item; false at the array's end.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Nothing more may come.</summary>
    public static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw Unexpected(ref reader, "the end");
        }
    }

    /// <summary>The text that the reader stands at.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String, "a text");
        return reader.ValueSpan.Length <= LongestTextBytes
            ? reader.GetString()!
            : throw new JsonException($"the text at byte {reader.TokenStartIndex} has {reader.ValueSpan.Length} bytes, and a text has at most {LongestTextBytes}.");
    }

    /// <summary>The whole number that the reader stands at.</summary>
    public static long Whole(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out long value))
            {
                return value;
            }

            // 3.0 and 3e0 are whole too.
            if (reader.TryGetDecimal(out decimal number) && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue)
            {
                return (long)number;
            }
        }

        throw Unexpected(ref reader, "a whole number of 64 bits");
    }

    /// <summary>Goes to the value of the next property that has one; null, which stands for what is left out, is passed over.</summary>
    public static string? NextGiven(ref Utf8JsonReader reader)
    {
        string? name = NextProperty(ref reader);
        for (int passed = 1; name is not null && reader.TokenType == JsonTokenType.Null; passed++)
        {
            if (passed > MostPassedOver)
            {
                throw new JsonException($"more than {MostPassedOver} properties before byte {reader.TokenStartIndex} are null.");
            }

            name = NextProperty(ref reader);
        }

        return name;
    }

    /// <summary>Parameters: numbers, texts and yes or no; others are passed over.</summary>
    public static void ReadParameters(ref Utf8JsonReader reader, MapField<string, InferParameter> parameters)
    {
        ExpectObject(ref reader);
        for (int read = 0; NextProperty(ref reader) is { } name; read++)
        {
            if (read == MostParameters)
            {
                throw new JsonException($"more than {MostParameters} parameters before byte {reader.TokenStartIndex}.");
            }

            var parameter = reader.TokenType switch
            {
                JsonTokenType.True or JsonTokenType.False => new InferParameter { BoolParam = reader.GetBoolean() },
                JsonTokenType.String => new InferParameter { StringParam = Text(ref reader) },
                JsonTokenType.Number => reader.TryGetInt64(out long whole) ? new InferParameter { Int64Param = whole } : new InferParameter { DoubleParam = reader.GetDouble() },
                _ => null,
            };
            if (parameter is null)
            {
                reader.Skip();
            }
            else
            {
                parameters[name] = parameter;
            }
        }
    }

    /// <summary>Something else stands there.</summary>
    public static JsonException Unexpected(ref Utf8JsonReader reader, string expected) =>
        new($"expected {expected} at byte {reader.TokenStartIndex}, got {Shown(ref reader)}.");

    /// <summary>What a reader stands at, for messages.</summary>
    public static string Shown(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"the text \"{InputReader.Shown(Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, LongestShownBytes)]))}\"",
        JsonTokenType.Number => InputReader.Shown(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => reader.TokenType.ToString(),
    };

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Unexpected(ref reader, what);
        }
    }

    private static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new JsonException("it ends too early.");
        }
    }
}
