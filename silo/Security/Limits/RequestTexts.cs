using System.Collections;
using System.Collections.Concurrent;
using BirdGrid.Grains;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Checks every text of a request, however deep: none holds a null character, which databases and file systems end a text at, and none is overlong.</summary>
internal static class RequestTexts
{
    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> Fields = new();

    /// <summary>Checks a message.</summary>
    /// <param name="message">A request.</param>
    /// <param name="longest">Most characters of a text.</param>
    /// <exception cref="RefusedException">A text is overlong or holds a null character.</exception>
    public static void Check(IMessage message, int longest)
    {
        foreach (var field in Fields.GetOrAdd(message.Descriptor, static d => [.. d.Fields.InDeclarationOrder().Where(HoldsText)]))
        {
            switch (field.Accessor.GetValue(message))
            {
                case string text:
                    Check(text, field, longest);
                    break;
                case IMessage inner:
                    Check(inner, longest);
                    break;
                case IDictionary map:
                    CheckAll(map.Keys, field, longest);
                    CheckAll(map.Values, field, longest);
                    break;
                case IList list:
                    CheckAll(list, field, longest);
                    break;
            }
        }
    }

    private static bool HoldsText(FieldDescriptor field) => field.IsMap
        ? field.MessageType.Fields.InDeclarationOrder().Any(HoldsText)
        : field.FieldType is FieldType.String or FieldType.Message or FieldType.Group;

    private static void CheckAll(ICollection items, FieldDescriptor field, int longest)
    {
        foreach (object? item in items)
        {
            switch (item)
            {
                case string text:
                    Check(text, field, longest);
                    break;
                case IMessage inner:
                    Check(inner, longest);
                    break;
            }
        }
    }

    private static void Check(string text, FieldDescriptor field, int longest)
    {
        if (text.Length > longest)
        {
            throw new RefusedException("text-too-long", $"The text in {field.Name} has {text.Length} characters; a text has at most {longest}.");
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new RefusedException("bad-text", $"The text in {field.Name} holds a null character: leave it out.");
        }
    }
}
