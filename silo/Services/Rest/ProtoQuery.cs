using System.Collections;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Reads a message from a query: a field by its name in JSON or in the proto, a message's field behind a dot, a list's items one by one.</summary>
internal static class ProtoQuery
{
    private const string BadQuery = "bad-query";

    /// <summary>Reads a message.</summary>
    /// <param name="query">The query.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="allowed">Whether a field may be in the query; others are in the path or in the body.</param>
    /// <exception cref="RefusedException">A field is unknown, there twice, or has a value that it cannot have.</exception>
    public static IMessage Read(IQueryCollection query, MessageDescriptor type, Func<FieldDescriptor, bool> allowed)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in query.Where(q => q.Key.Length > 0))
        {
            var (holder, field, path) = Find(message, name, allowed);
            if (!seen.Add(path) || (values.Count > 1 && !field.IsRepeated))
            {
                throw new RefusedException(BadQuery, $"?{path}: is there more than once; expected once.");
            }

            foreach (string? value in values)
            {
                Set(holder, field, path, value ?? string.Empty);
            }
        }

        return message;
    }

    private static (IMessage Holder, FieldDescriptor Field, string Path) Find(IMessage message, string name, Func<FieldDescriptor, bool> allowed)
    {
        string[] steps = name.Split('.');
        string path = string.Empty;
        for (int i = 0; ; i++)
        {
            var fields = message.Descriptor.Fields;
            if (ProtoFields.Find(message.Descriptor, steps[i]) is not { } field || (i == 0 && !allowed(field)))
            {
                throw Unknown(name, i == 0 ? fields.InDeclarationOrder().Where(allowed) : fields.InDeclarationOrder());
            }

            path += i == 0 ? field.JsonName : $".{field.JsonName}";
            bool isMessage = field.FieldType is FieldType.Message or FieldType.Group;
            if (i == steps.Length - 1)
            {
                return isMessage ? throw new RefusedException(BadQuery, $"?{path}: expected the name of a field in it, such as {path}.{field.MessageType.Fields.InDeclarationOrder().FirstOrDefault()?.JsonName}.") : (message, field, path);
            }

            if (!isMessage || field.IsRepeated)
            {
                throw Unknown(name, fields.InDeclarationOrder().Where(f => i > 0 || allowed(f)));
            }

            if (field.Accessor.GetValue(message) is not IMessage inner)
            {
                inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                field.Accessor.SetValue(message, inner);
            }

            message = inner;
        }
    }

    private static void Set(IMessage holder, FieldDescriptor field, string path, string text)
    {
        object value = ProtoScalars.Parse(field, text)
            ?? throw new RefusedException(BadQuery, $"?{path}: expected {ProtoScalars.Expected(field)}, got '{InputReader.Shown(text)}'.");
        if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(holder)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(holder, value);
        }
    }

    private static RefusedException Unknown(string name, IEnumerable<FieldDescriptor> fields) =>
        new(BadQuery, $"?{InputReader.Shown(name)}: there is no such parameter in the query; expected {ProtoFields.Listed(fields)}.");
}
