using System.Text.Json;
using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Alternatives as a JSON array.</summary>
internal sealed class PolicyAlternativesConverter : JsonConverter<PolicyAlternatives>
{
    public override PolicyAlternatives Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PolicyAlternatives.Create(JsonSerializer.Deserialize<PolicyAlternative[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, PolicyAlternatives value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (PolicyAlternative alternative in value)
        {
            JsonSerializer.Serialize(writer, alternative, options);
        }

        writer.WriteEndArray();
    }
}
