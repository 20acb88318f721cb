using System.Text.Json;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// What is done to a photo on its way into training, as data: an immutable record that is stored with the model it trained.
/// A part that is null is off. All geometric parts become one coordinate map and one bilinear sampling pass.
/// </summary>
public sealed partial record AugmentationPolicy
{
    /// <summary>Most alternatives of a policy.</summary>
    private const int MaxAlternatives = 100;

    /// <summary>A name to show; has no effect.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>A sentence to show; has no effect.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Crop and zoom; null: the largest square about the photo's centre.</summary>
    public CropOptions? Crop { get; init; }

    /// <summary>Share of photos mirrored left to right, 0 to 1.</summary>
    public double FlipProbability { get; init; }

    /// <summary>Rotation; null: none.</summary>
    public RotationOptions? Rotation { get; init; }

    /// <summary>Shear; null: none.</summary>
    public ShearOptions? Shear { get; init; }

    /// <summary>Shift; null: none.</summary>
    public ShiftOptions? Shift { get; init; }

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

    /// <summary>Alternatives of which every photo gets one, each as likely as the others, beside the parts above; none by default, 100 at most.</summary>
    public PolicyAlternatives OneOf { get; init; } = [];

    /// <summary>
    /// Reads a policy from JSON and validates it. Comments and trailing commas are allowed, property names are case-insensitive, what is
    /// left out has its default, unknown names are errors.
    /// </summary>
    /// <exception cref="AugmentationPolicyException">The text is not such a policy, or a value is out of range; the message says in which line and column.</exception>
    public static AugmentationPolicy FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PolicyReader.Read("The augmentation policy", json);
    }

    /// <summary>Reads a policy file as <see cref="FromJson"/> does.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="AugmentationPolicyException">The file is no policy, or a value is out of range; the message names file, line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static AugmentationPolicy FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PolicyReader.Read(path, SmallText.ReadFile(path));
    }

    /// <summary>The policy as indented JSON with camel-case names, as <see cref="FromJson"/> reads it. Equal policies have equal texts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PolicyReader.Json);

    /// <summary>Checks every value.</summary>
    /// <exception cref="AugmentationPolicyException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            throw PolicyCheck.Error(nameof(Name), "empty", "give the policy a name");
        }

        if (Description is null)
        {
            throw PolicyCheck.Error(nameof(Description), "null", "leave it out where there is none");
        }

        if (Mobius is null)
        {
            throw PolicyCheck.Error(nameof(Mobius), "null", $"use the mode {nameof(MobiusMode.None)} to switch it off");
        }

        if (OneOf is null || OneOf.Count > MaxAlternatives)
        {
            throw PolicyCheck.Error(nameof(OneOf), OneOf is null ? "null" : $"{OneOf.Count} alternatives", $"it has to be a list of at most {MaxAlternatives}");
        }

        PolicyCheck.Range(nameof(FlipProbability), FlipProbability, 0, 1);
        PolicyCheck.Defined(nameof(Border), Border);
        Crop?.Validate(nameof(Crop));
        Rotation?.Validate(nameof(Rotation));
        Shear?.Validate(nameof(Shear));
        Shift?.Validate(nameof(Shift));
        Mobius.Validate(nameof(Mobius));
        Colour?.Validate(nameof(Colour));
        Noise?.Validate(nameof(Noise));
        Cutout?.Validate(nameof(Cutout));
        for (int i = 0; i < OneOf.Count; i++)
        {
            if (OneOf[i] is not { } alternative)
            {
                throw PolicyCheck.Error($"{nameof(OneOf)}[{i}]", "null", "use {} for an alternative that changes nothing");
            }

            alternative.Validate($"{nameof(OneOf)}[{i}]");
        }
    }
}
