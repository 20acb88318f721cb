using System.Text.RegularExpressions;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>
/// The comments of the protos, by the full names of what they stand before. Descriptors in a program have no comments: the files are carried as
/// resources and read once.
/// </summary>
internal sealed partial class ProtoComments
{
    private readonly Dictionary<string, string> comments = new(StringComparer.Ordinal);

    /// <summary>Reads the protos that the silo carries.</summary>
    public static ProtoComments Read()
    {
        var all = new ProtoComments();
        var assembly = typeof(ProtoComments).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".proto", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            all.Read(reader);
        }

        return all;
    }

    /// <summary>The comment before a service, method, message, field, enum or value; empty where there is none.</summary>
    /// <param name="fullName">With package and scopes; an enum's values are in its scope.</param>
    public string Of(string fullName) => comments.GetValueOrDefault(fullName, string.Empty);

    /// <summary>Adds the comments of a file.</summary>
    public void Read(TextReader proto)
    {
        var scopes = new Stack<string>();
        var pending = new List<string>();
        while (proto.ReadLine()?.Trim() is { } line)
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                pending.Add(line[2..].Trim());
                continue;
            }

            ReadLine(line, scopes, string.Join(' ', pending));
            pending.Clear();
        }
    }

    private void ReadLine(string line, Stack<string> scopes, string comment)
    {
        string scope = scopes.TryPeek(out string? open) ? open : string.Empty;
        string name = string.Empty;
        if (PackageLine().Match(line) is { Success: true } package)
        {
            scopes.Push(package.Groups[1].Value);
        }
        else if ((BlockLine().Match(line) is { Success: true } block && (name = block.Groups[1].Value).Length > 0)
            || (FieldLine().Match(line) is { Success: true } field && (name = field.Groups[1].Value).Length > 0))
        {
            Keep($"{scope}.{name}", comment);
        }

        if (line.EndsWith('{'))
        {
            // What is in a oneof belongs to its message; options have nothing that is looked up.
            scopes.Push(name.Length == 0 || line.StartsWith("oneof", StringComparison.Ordinal) ? scope : $"{scope}.{name}");
        }
        else if (line.StartsWith('}'))
        {
            scopes.Pop();
        }
    }

    private void Keep(string fullName, string comment)
    {
        if (comment.Length > 0)
        {
            comments[fullName] = comment;
        }
    }

    [GeneratedRegex(@"^package\s+([\w.]+);")]
    private static partial Regex PackageLine();

    [GeneratedRegex(@"^(?:message|service|enum|oneof|rpc)\s+(\w+)")]
    private static partial Regex BlockLine();

    [GeneratedRegex(@"^(?:(?:repeated|optional)\s+)?(?:map<[^>]+>|[\w.]+)?\s*\b(\w+)\s*=\s*\d+\s*;")]
    private static partial Regex FieldLine();
}
