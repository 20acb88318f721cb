using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BirdGrid.Vision.Training;

/// <summary>Training options as text: every value, always in the same order, so that equal options give equal text.</summary>
public static class TrainingOptionsJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes options.</summary>
    public static string Write(TrainingOptions options) => JsonSerializer.Serialize(options, Format);

    /// <summary>Reads options and checks them.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON.</exception>
    /// <exception cref="InvalidTrainingOptionException">A value is out of range.</exception>
    public static TrainingOptions Read(string json)
    {
        try
        {
            var options = Parse(json);
            options.Validate();
            return options;
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"These are no training options: {malformed.Message}", nameof(json), malformed);
        }
    }

    /// <summary>Reads options without checking their ranges.</summary>
    /// <exception cref="JsonException">The text is not such JSON.</exception>
    internal static TrainingOptions Parse(string json) =>
        JsonSerializer.Deserialize<TrainingOptions>(json, Format) ?? throw new ArgumentException("Training options must not be null.", nameof(json));

    /// <summary>Names and types of a group's values as they are written; none for a type that is no group.</summary>
    internal static IReadOnlyList<(string Name, Type Type)> KeysOf(Type type) =>
        Format.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } group ? [.. group.Properties.Select(property => (property.Name, property.PropertyType))] : [];
}
