using System.Text.Json;
using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// What is done to a photo on its way into training, as data: an immutable record that is stored with the model it trained.
/// A part that is null is off. All geometric parts become one coordinate map and one bilinear sampling pass.
/// </summary>
public sealed partial record AugmentationPolicy
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
    };

    /// <summary>A name to show; has no effect.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>Crop and zoom; null: the largest square about the photo's centre.</summary>
    public CropOptions? Crop { get; init; }

    /// <summary>Share of photos mirrored left to right, 0 to 1.</summary>
    public double FlipProbability { get; init; }

    /// <summary>Rotation; null: none.</summary>
    public RotationOptions? Rotation { get; init; }

    /// <summary>Möbius maps; off by default.</summary>
    public MobiusOptions Mobius { get; init; } = new();

    /// <summary>What is shown outside the photo; black by default.</summary>
    public BorderMode Border { get; init; }

    /// <summary>Colour jitter; null: none.</summary>
    public ColourJitterOptions? Colour { get; init; }

    /// <summary>Noise; null: none.</summary>
    public NoiseOptions? Noise { get; init; }

    /// <summary>Cutout; null: none.</summary>
    public CutoutOptions? Cutout { get; init; }

    /// <summary>Reads a policy from JSON and validates it; property names are case-insensitive, what is left out has its default, unknown names are errors.</summary>
    /// <exception cref="AugmentationPolicyException">The text is not such a policy, or a value is out of range.</exception>
    public static AugmentationPolicy FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        AugmentationPolicy? policy;
        try
        {
            policy = JsonSerializer.Deserialize<AugmentationPolicy>(json, Json);
        }
        catch (JsonException error)
        {
            throw new AugmentationPolicyException($"The augmentation policy cannot be read: {error.Message}", error);
        }

        if (policy is null)
        {
            throw new AugmentationPolicyException("The augmentation policy is null; give an object, {} for no augmentation.");
        }

        policy.Validate();
        return policy;
    }

    /// <summary>The policy as indented JSON with camel-case names, as <see cref="FromJson"/> reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks every value.</summary>
    /// <exception cref="AugmentationPolicyException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            throw new AugmentationPolicyException($"{nameof(Name)} is empty; give the policy a name.");
        }

        if (Mobius is null)
        {
            throw new AugmentationPolicyException($"{nameof(Mobius)} is null; use mode {nameof(MobiusMode.None)} to switch it off.");
        }

        PolicyCheck.Range(nameof(FlipProbability), FlipProbability, 0, 1);
        PolicyCheck.Defined(nameof(Border), Border);
        Crop?.Validate(nameof(Crop));
        Rotation?.Validate(nameof(Rotation));
        Mobius.Validate(nameof(Mobius));
        Colour?.Validate(nameof(Colour));
        Noise?.Validate(nameof(Noise));
        Cutout?.Validate(nameof(Cutout));
    }
}
