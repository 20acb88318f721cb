using System.Text.Json;
using Google.Protobuf.Collections;
using Inference.V2;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Steps through JSON; whatever is not as expected is a <see cref="JsonException"/>.</summary>
internal static class JsonCursor
{
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
        return reader.GetString()!;
    }

    /// <summary>The whole number that the reader stands at.</summary>
    public static long Whole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) ? value : throw Unexpected(ref reader, "a whole number of 64 bits");

    /// <summary>Parameters: numbers, texts and yes or no; others are passed over.</summary>
    public static void ReadParameters(ref Utf8JsonReader reader, MapField<string, InferParameter> parameters)
    {
        ExpectObject(ref reader);
        while (NextProperty(ref reader) is { } name)
        {
            var parameter = reader.TokenType switch
            {
                JsonTokenType.True or JsonTokenType.False => new InferParameter { BoolParam = reader.GetBoolean() },
                JsonTokenType.String => new InferParameter { StringParam = reader.GetString() },
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
        new($"expected {expected} at byte {reader.TokenStartIndex}, got {reader.TokenType}.");

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
