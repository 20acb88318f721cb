using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>What a call was about, out of its messages. Only fields that are named here are read: a secret in another one cannot get into the log.</summary>
internal static class AuditTargets
{
    private const int LongestValue = 128;
    private const int Deepest = 3;

    private static readonly FrozenSet<string> Names = new[]
    {
        "model", "model_name", "dataset", "dataset_version", "version", "alias", "reference", "id", "session_id", "sweep", "backbone", "name", "role",
        "parent_version", "canary_version", "canary_percent", "shadow_version", "shadow_percent", "why", "reason", "expected_photos",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Parts = new[] { "spec", "training", "base", "header", "key", "parameters" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Adds what a message names.</summary>
    /// <param name="message">Request or response.</param>
    /// <param name="target">What is known so far; what is there stays.</param>
    public static void Add(object? message, Dictionary<string, string> target)
    {
        if (message is IMessage proto)
        {
            Add(proto, target, Deepest);
        }
    }

    private static void Add(IMessage message, Dictionary<string, string> target, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated || field.IsMap || (field.HasPresence && !field.Accessor.HasValue(message)))
            {
                continue;
            }

            object? value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.Message)
            {
                if (depth > 1 && value is IMessage inner && Parts.Contains(field.Name))
                {
                    Add(inner, target, depth - 1);
                }
            }
            else if (Names.Contains(field.Name) && TextOf(value) is { Length: > 0 } text)
            {
                target.TryAdd(field.Name, text.Length <= LongestValue ? text : text[..LongestValue]);
            }
        }
    }

    private static string TextOf(object? value) => value switch
    {
        0 or 0L or 0d or 0u or 0ul => string.Empty,
        byte[] or ByteString => string.Empty,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
