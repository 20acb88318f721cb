using System.Collections;
using System.Text;
using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Reads a message from protobuf's JSON (https://protobuf.dev/programming-guides/json/), whole: names in lowerCamelCase or as in the proto, numbers as
/// numbers or texts, enums by name or number, both kinds of base64, null for what is left out. What is wrong is told with its place. The parser of the
/// protobuf library knows one alphabet of base64 and no places.
/// </summary>
internal static class ProtoJsonReader
{
    private const string BadJson = "bad-json";

    /// <summary>Most tokens of a request: a name, a value and what is around them for each field of the largest.</summary>
    private const int MostTokens = 4 * MessageShape.MostFields;

    /// <summary>Reads a message.</summary>
    /// <param name="json">The JSON, UTF-8.</param>
    /// <param name="type">The message's type.</param>
    /// <exception cref="RefusedException">A field is unknown, there twice, or has a value that it cannot have.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IMessage Read(ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        var reader = new Utf8JsonReader(json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json);
        try
        {
            RequireFewTokens(reader);
            if (!reader.Read())
            {
                throw new JsonException("it ends too early.");
            }

            var message = ReadMessage(ref reader, type, string.Empty);
            JsonCursor.End(ref reader);
            return message;
        }
        catch (InvalidOperationException)
        {
            // What the reader throws at a text that is no Unicode.
            throw new JsonException("a text in it is not Unicode.");
        }
    }

    // Before objects are made: two characters can become one of a hundred bytes.
    private static void RequireFewTokens(Utf8JsonReader reader)
    {
        for (int tokens = 0; reader.Read(); tokens++)
        {
            if (tokens == MostTokens)
            {
                throw new RefusedException("too-many-fields", $"The body has more than {MostTokens} names, values and brackets: send fewer at a time.");
            }
        }
    }

    private static IMessage ReadMessage(ref Utf8JsonReader reader, MessageDescriptor type, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref reader, path, "an object");
        }

        var message = type.Parser.ParseFrom(ByteString.Empty);
        var seen = new HashSet<FieldDescriptor>();
        while (JsonCursor.NextProperty(ref reader) is { } name)
        {
            var field = ProtoFields.Find(type, name)
                ?? throw new RefusedException(BadJson, $"{Place(path)}there is no field '{InputReader.Shown(name)}'; expected {ProtoFields.Listed(type.Fields.InDeclarationOrder())}.");
            string fieldPath = path.Length == 0 ? field.JsonName : $"{path}.{field.JsonName}";
            if (!seen.Add(field))
            {
                throw new RefusedException(BadJson, $"{fieldPath}: is there twice; expected once.");
            }

            if (reader.TokenType != JsonTokenType.Null)
            {
                RequireAlone(message, field, path);
                ReadField(ref reader, message, field, fieldPath);
            }
        }

        return message;
    }

    private static void RequireAlone(IMessage message, FieldDescriptor field, string path)
    {
        if (field.RealContainingOneof?.Accessor.GetCaseFieldDescriptor(message) is { } other)
        {
            throw new RefusedException(BadJson, $"{Place(path)}'{field.JsonName}' and '{other.JsonName}' exclude each other; expected one of them.");
        }
    }

    private static void ReadField(ref Utf8JsonReader reader, IMessage message, FieldDescriptor field, string path)
    {
        if (field.IsMap)
        {
            ReadMap(ref reader, (IDictionary)field.Accessor.GetValue(message), field.MessageType, path);
        }
        else if (field.IsRepeated)
        {
            ReadList(ref reader, (IList)field.Accessor.GetValue(message), field, path);
        }
        else
        {
            field.Accessor.SetValue(message, ReadValue(ref reader, field, path));
        }
    }

    private static void ReadList(ref Utf8JsonReader reader, IList list, FieldDescriptor field, string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref reader, path, "a list");
        }

        while (JsonCursor.NextItem(ref reader))
        {
            list.Add(ReadValue(ref reader, field, $"{path}[{list.Count}]"));
        }
    }

    private static void ReadMap(ref Utf8JsonReader reader, IDictionary map, MessageDescriptor entry, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref reader, path, "an object");
        }

        var keyField = entry.FindFieldByNumber(1);
        while (JsonCursor.NextProperty(ref reader) is { } name)
        {
            string entryPath = $"{path}.{InputReader.Shown(name)}";
            object key = ProtoScalars.Parse(keyField, name) ?? throw new RefusedException(BadJson, $"{entryPath}: expected {ProtoScalars.Expected(keyField)} for a name.");
            if (map.Contains(key))
            {
                throw new RefusedException(BadJson, $"{entryPath}: is there twice; expected once.");
            }

            map[key] = ReadValue(ref reader, entry.FindFieldByNumber(2), entryPath);
        }
    }

    private static object ReadValue(ref Utf8JsonReader reader, FieldDescriptor field, string path)
    {
        if (field.FieldType is FieldType.Message or FieldType.Group)
        {
            return IsWellKnown(field.MessageType) ? ReadWellKnown(ref reader, field.MessageType, path) : ReadMessage(ref reader, field.MessageType, path);
        }

        return ReadScalar(ref reader, field) ?? throw Wrong(ref reader, path, ProtoScalars.Expected(field));
    }

    private static object? ReadScalar(ref Utf8JsonReader reader, FieldDescriptor field) => (reader.TokenType, field.FieldType) switch
    {
        (JsonTokenType.True or JsonTokenType.False, FieldType.Bool) => reader.GetBoolean(),
        (_, FieldType.Bool) => null,
        (JsonTokenType.String, FieldType.Bytes) => Base64Text.Read(ref reader) is { } bytes ? UnsafeByteOperations.UnsafeWrap(bytes) : null,
        (JsonTokenType.String, _) => ProtoScalars.Parse(field, JsonCursor.Text(ref reader)),
        (JsonTokenType.Number, not (FieldType.String or FieldType.Bytes)) => ProtoScalars.Parse(field, Encoding.UTF8.GetString(reader.ValueSpan)),
        _ => null,
    };

    // Times, durations and the like have each a JSON of their own, which the library knows.
    private static bool IsWellKnown(MessageDescriptor type) => type.File.Package == "google.protobuf";

    private static IMessage ReadWellKnown(ref Utf8JsonReader reader, MessageDescriptor type, string path)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        string text = value.RootElement.GetRawText();
        try
        {
            return JsonParser.Default.Parse(text, type);
        }
        catch (Exception wrong) when (wrong is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new RefusedException(BadJson, $"{path}: expected {WellKnown(type)}, got {InputReader.Shown(text)}.");
        }
    }

    private static string WellKnown(MessageDescriptor type) => type.Name switch
    {
        "Timestamp" => "a time such as \"2026-05-01T12:00:00Z\"",
        "Duration" => "a duration such as \"1.5s\"",
        _ => $"a {type.Name}",
    };

    private static RefusedException Wrong(ref Utf8JsonReader reader, string path, string expected) =>
        new(BadJson, $"{Place(path)}expected {expected}, got {JsonCursor.Shown(ref reader)}.");

    private static string Place(string path) => path.Length == 0 ? "The body: " : $"{path}: ";
}
