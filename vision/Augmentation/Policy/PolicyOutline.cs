using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Where everything is in a policy's text. Making it checks what the serializer would report in terms of .NET types: unknown and repeated
/// names, and values of the wrong kind.
/// </summary>
internal sealed class PolicyOutline
{
    private static readonly JsonReaderOptions ReaderOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = SmallText.MaxDepth };

    private readonly string source;
    private readonly byte[] text;
    private readonly JsonSerializerOptions options;
    private readonly Dictionary<string, long> places = new(StringComparer.Ordinal);

    private PolicyOutline(string source, string json, JsonSerializerOptions options)
    {
        this.source = source;
        this.options = options;
        text = SmallText.Utf8(json);
    }

    /// <summary>Goes through a text.</summary>
    /// <param name="source">What the text is, for messages.</param>
    /// <param name="json">The text.</param>
    /// <param name="options">How the serializer names properties.</param>
    /// <exception cref="AugmentationPolicyException">The text is no JSON, or does not have the shape of a policy.</exception>
    public static PolicyOutline Of(string source, string json, JsonSerializerOptions options)
    {
        var outline = new PolicyOutline(source, json, options);
        var reader = new Utf8JsonReader(outline.text, ReaderOptions);
        try
        {
            reader.Read();
            outline.Visit(ref reader, typeof(AugmentationPolicy), string.Empty);
            reader.Read();
        }
        catch (JsonException error)
        {
            string reason = string.IsNullOrWhiteSpace(json) ? "there is nothing in it; {} is a policy that does nothing."
                : error.Message.Contains("depth to be zero", StringComparison.Ordinal) ? "the text ends before every brace and bracket is closed."
                : error.Message.Split(" LineNumber:", 2)[0];
            throw new AugmentationPolicyException(
                $"{source}, line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}: this is not JSON: {reason}", error);
        }

        return outline;
    }

    /// <summary>The source with line and column of a property; of the part it would be in where the text does not have it.</summary>
    /// <param name="path">Path of the property as in `crop.areaMin`; null for the policy as a whole.</param>
    public string Locate(string? path)
    {
        for (string place = path ?? string.Empty; ; place = place[..Math.Max(0, place.LastIndexOf('.'))])
        {
            if (places.TryGetValue(place, out long offset))
            {
                return At(offset);
            }
        }
    }

    private void Visit(ref Utf8JsonReader reader, Type type, string path)
    {
        places[path] = reader.TokenStartIndex;
        bool isList = type == typeof(PolicyAlternatives);
        bool isPart = !isList && options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object;
        Type valueType = Nullable.GetUnderlyingType(type) ?? type;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when isPart:
                VisitPart(ref reader, type, path);
                break;
            case JsonTokenType.StartArray when isList:
                for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Visit(ref reader, typeof(PolicyAlternative), $"{path}[{i}]");
                }

                break;
            case JsonTokenType.Number when valueType == typeof(double):
            case JsonTokenType.String when type == typeof(string):
            case JsonTokenType.Null when path.Length > 0 && (isPart || valueType != type):
                break;
            case JsonTokenType.String when valueType.IsEnum:
                RequireDefined(reader.GetString()!, valueType, path);
                break;
            default:
                throw Error(reader.TokenStartIndex, path, $"{(path.Length == 0 ? "this" : path)} is {Describe(ref reader)}; it has to be {Demand(valueType, isPart, isList)}.");
        }
    }

    private void VisitPart(ref Utf8JsonReader reader, Type type, string path)
    {
        var properties = options.GetTypeInfo(type).Properties;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            JsonPropertyInfo property = properties.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw Error(
                    reader.TokenStartIndex,
                    path,
                    $"{(path.Length == 0 ? "a policy" : path)} has no property \"{ShownName.Of(name)}\"{NearestName.Hint(name, properties.Select(p => p.Name))}; it may have {string.Join(", ", properties.Select(p => p.Name))}.");
            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (places.ContainsKey(inner))
            {
                throw Error(reader.TokenStartIndex, inner, $"{inner} is given a second time.");
            }

            reader.Read();
            Visit(ref reader, property.PropertyType, inner);
        }
    }

    private void RequireDefined(string value, Type type, string path)
    {
        string[] names = Enum.GetNames(type);
        if (!names.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            throw Error(places[path], path, $"{path} is \"{ShownName.Of(value)}\"{NearestName.Hint(value, names)}; it has to be one of {string.Join(", ", names)}.");
        }
    }

    private AugmentationPolicyException Error(long offset, string path, string message) => new($"{At(offset)}: {message}") { PropertyPath = path };

    private string At(long offset)
    {
        ReadOnlySpan<byte> before = text.AsSpan(0, (int)offset);
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        return $"{source}, line {before.Count((byte)'\n') + 1}, column {Encoding.UTF8.GetCharCount(before[lineStart..]) + 1}";
    }

    private static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"\"{ShownName.Of(reader.GetString()!)}\"",
        _ => ShownName.Of(Encoding.UTF8.GetString(reader.ValueSpan)),
    };

    private static string Demand(Type type, bool isPart, bool isList) =>
        isPart ? "an object in braces"
        : isList ? "a list in brackets"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}, in quotes"
        : type == typeof(double) ? "a number"
        : "a text in quotes";
}
