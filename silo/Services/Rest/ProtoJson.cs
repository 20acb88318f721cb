using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Messages as the Open Inference Protocol's JSON has them: field names as in the proto, numbers of 64 bits as numbers. Fields without presence are
/// always there, so that a reader finds empty lists and zeros.
/// </summary>
internal static class ProtoJson
{
    /// <summary>Writes a message.</summary>
    public static void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.HasPresence && !field.Accessor.HasValue(message))
            {
                continue;
            }

            json.WritePropertyName(field.Name);
            object value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                WriteMap(json, field, (IDictionary)value);
            }
            else if (field.IsRepeated)
            {
                json.WriteStartArray();
                foreach (object item in (IEnumerable)value)
                {
                    WriteValue(json, field, item);
                }

                json.WriteEndArray();
            }
            else
            {
                WriteValue(json, field, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, FieldDescriptor field, IDictionary map)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            json.WritePropertyName(Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture)!);
            WriteValue(json, field.MessageType.FindFieldByNumber(2), entry.Value!);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage nested:
                Write(json, nested);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case Enum:
                json.WriteStringValue(field.EnumType.FindValueByNumber((int)value)?.Name);
                break;
            default:
                json.WriteNumberValue(Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
