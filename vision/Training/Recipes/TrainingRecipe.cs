using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Hyper-parameters as a file that people write: the defaults it starts from, and what is different. Keys of <c>options</c> are those of
/// <see cref="TrainingOptions"/>, in any case.
/// <code>
/// {
///   "name": "garden",
///   "description": "For the garden camera.",
///   "base": "FineTune",
///   "augmentation": "birds",
///   "options": { "epochs": 20, "layerDecay": 0.8, "mix": { "mixupAlpha": 0.2 } }
/// }
/// </code>
/// </summary>
public sealed record TrainingRecipe
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What it is called; null in a file that does not say.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for, in a sentence or two.</summary>
    public string? Description { get; init; }

    /// <summary>The defaults that it changes.</summary>
    [JsonRequired]
    public RecipeBase Base { get; init; }

    /// <summary>Name of the augmentation policy that goes with it; null leaves the choice open.</summary>
    public string? Augmentation { get; init; }

    /// <summary>What differs from the defaults; a group that is null is switched off.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Reads a recipe and checks that its options are known; values are checked once everything is put together.</summary>
    /// <param name="json">The file's text. Comments and trailing commas are allowed.</param>
    /// <exception cref="TrainingRecipeException">It is no JSON, lacks its base, or has a key that is not known.</exception>
    public static TrainingRecipe FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > SmallText.MaxLength)
        {
            throw new TrainingRecipeException($"The recipe has {json.Length} characters; it may have {SmallText.MaxLength}.");
        }

        try
        {
            // The serializer itself does not see doubled names within the options.
            using var document = JsonDocument.Parse(SmallText.Utf8(json), SmallText.Json);
            var recipe = document.Deserialize<TrainingRecipe>(Format) ?? throw new TrainingRecipeException("A recipe must not be null.");
            recipe.Complete();
            return recipe;
        }
        catch (JsonException malformed) when (malformed.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            throw new TrainingRecipeException($"The recipe has an unknown key ({malformed.Path}); it may have name, description, base, augmentation and options.", malformed);
        }
        catch (JsonException malformed)
        {
            string bases = string.Join(", ", Enum.GetNames<RecipeBase>());
            throw new TrainingRecipeException($"This is no recipe: {malformed.Message} It is a JSON object with a base ({bases}) and options.", malformed);
        }
    }

    /// <summary>The recipe as a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>The options with every default filled in; not checked for their ranges, as more may be changed before they are used.</summary>
    /// <exception cref="TrainingRecipeException">A key is not known, or a value is of the wrong kind.</exception>
    public TrainingOptions Complete() => OptionsMerge.Apply(DefaultsOf(Base), Options);

    /// <summary>The defaults of a base.</summary>
    public static TrainingOptions DefaultsOf(RecipeBase recipeBase) => recipeBase switch
    {
        RecipeBase.Transfer => TrainingOptions.ForTransfer(),
        RecipeBase.FineTune => TrainingOptions.ForFineTune(),
        RecipeBase.Scratch => TrainingOptions.ForScratch(),
        _ => throw new ArgumentOutOfRangeException(nameof(recipeBase), recipeBase, "Unknown base."),
    };
}
