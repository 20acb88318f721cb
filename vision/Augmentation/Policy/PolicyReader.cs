using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Reads policies from JSON with comments, and says of every error in which line and column it is.</summary>
internal static class PolicyReader
{
    /// <summary>How policies are read and written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = SmallText.MaxDepth,
        WriteIndented = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads and validates a policy.</summary>
    /// <param name="source">What the text is, for messages: a file's path.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="AugmentationPolicyException">The text is no valid policy.</exception>
    public static AugmentationPolicy Read(string source, string json)
    {
        if (json.Length > SmallText.MaxLength)
        {
            throw new AugmentationPolicyException($"{source}: it has {json.Length} characters; a policy has at most {SmallText.MaxLength}.");
        }

        PolicyOutline outline = PolicyOutline.Of(source, json, Json);
        try
        {
            AugmentationPolicy policy = JsonSerializer.Deserialize<AugmentationPolicy>(SmallText.Utf8(json), Json)!;
            policy.Validate();
            return policy;
        }
        catch (AugmentationPolicyException error)
        {
            throw new AugmentationPolicyException($"{outline.Locate(error.PropertyPath)}: {error.Message}", error) { PropertyPath = error.PropertyPath };
        }
    }
}
