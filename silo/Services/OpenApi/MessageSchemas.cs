using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>JSON schemas of protobuf messages, each once, however often it is referred to.</summary>
/// <param name="schemas">Receives the schemas by name.</param>
/// <param name="comments">Descriptions.</param>
/// <param name="prefix">Begins the schemas' names.</param>
/// <param name="protoNames">
/// Whether fields have their names of the proto and 64-bit numbers are numbers (/v2), rather than protobuf's own JSON (/v1).
/// </param>
internal sealed class MessageSchemas(JsonObject schemas, ProtoComments comments, string prefix, bool protoNames)
{
    /// <summary>A reference to a message's schema, which is added where it is missing.</summary>
    public JsonObject Reference(MessageDescriptor message)
    {
        string name = prefix + message.FullName[(message.File.Package.Length + 1)..];
        if (!schemas.ContainsKey(name))
        {
            // Before its fields: a message may refer to itself.
            var schema = new JsonObject();
            schemas[name] = schema;
            Fill(schema, message, _ => true);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>The schema of some fields of a message.</summary>
    public JsonObject Some(MessageDescriptor message, Func<FieldDescriptor, bool> kept)
    {
        var schema = new JsonObject();
        Fill(schema, message, kept);
        return schema;
    }

    /// <summary>The schema of a field's value.</summary>
    public JsonObject Field(FieldDescriptor field)
    {
        JsonObject schema;
        if (field.IsMap)
        {
            schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Single(field.MessageType.FindFieldByNumber(2)) };
        }
        else if (field.IsRepeated)
        {
            schema = new JsonObject { ["type"] = "array", ["items"] = Single(field) };
        }
        else
        {
            schema = Single(field);
        }

        return WithDescription(schema, comments.Of(field.FullName));
    }

    /// <summary>A field's name in JSON.</summary>
    public string NameOf(FieldDescriptor field) => protoNames ? field.Name : field.JsonName;

    private void Fill(JsonObject schema, MessageDescriptor message, Func<FieldDescriptor, bool> kept)
    {
        var properties = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder().Where(kept))
        {
            properties[NameOf(field)] = Field(field);
        }

        schema["type"] = "object";
        schema["properties"] = properties;
        if (comments.Of(message.FullName) is { Length: > 0 } description)
        {
            schema["description"] = description;
        }
    }

    private JsonObject Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => MessageValue(field.MessageType),
        FieldType.Enum => EnumValue(field.EnumType),
        FieldType.String => Type("string"),
        FieldType.Bytes => Type("string", "byte"),
        FieldType.Bool => Type("boolean"),
        FieldType.Float => Type("number", "float"),
        FieldType.Double => Type("number", "double"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Type(protoNames ? "integer" : "string", "int64"),
        FieldType.UInt64 or FieldType.Fixed64 => Type(protoNames ? "integer" : "string", "uint64"),
        _ => Type("integer", "int32"),
    };

    private JsonObject MessageValue(MessageDescriptor message)
    {
        if (message == Timestamp.Descriptor)
        {
            return Type("string", "date-time");
        }

        return message == Duration.Descriptor ? Type("string", "duration") : Reference(message);
    }

    private JsonObject EnumValue(EnumDescriptor values)
    {
        var schema = Type("string");
        schema["enum"] = new JsonArray([.. values.Values.Select(v => JsonValue.Create(v.Name))]);
        var explained = values.Values.Select(v => (v.Name, Comment: comments.Of($"{values.FullName}.{v.Name}"))).Where(v => v.Comment.Length > 0);
        return WithDescription(schema, string.Join(' ', explained.Select(v => $"{v.Name}: {v.Comment}")));
    }

    private static JsonObject Type(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    // What stands beside a $ref is not read in OpenAPI 3.0: it is wrapped.
    private static JsonObject WithDescription(JsonObject schema, string description)
    {
        if (description.Length == 0)
        {
            return schema;
        }

        if (schema.ContainsKey("$ref"))
        {
            schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        }

        schema["description"] = description + (schema["description"] is { } own ? $" {own}" : string.Empty);
        return schema;
    }
}
