using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Fields by their names in JSON.</summary>
internal static class ProtoFields
{
    private const int MostNames = 40;

    private static readonly ConcurrentDictionary<MessageDescriptor, FrozenDictionary<string, FieldDescriptor>> Names = new();

    /// <summary>The field of a name, in lowerCamelCase or as in the proto; null where there is none.</summary>
    public static FieldDescriptor? Find(MessageDescriptor type, string name) => Names.GetOrAdd(type, NamesOf).GetValueOrDefault(name);

    /// <summary>The names of fields, for messages.</summary>
    public static string Listed(IEnumerable<FieldDescriptor> fields)
    {
        string[] names = [.. fields.Select(f => f.JsonName)];
        return names.Length == 0 ? "none" : string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? ", ..." : string.Empty);
    }

    private static FrozenDictionary<string, FieldDescriptor> NamesOf(MessageDescriptor type)
    {
        var names = new Dictionary<string, FieldDescriptor>(StringComparer.Ordinal);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            names[field.Name] = field;
            names[field.JsonName] = field;
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
