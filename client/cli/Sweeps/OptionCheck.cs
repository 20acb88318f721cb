using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Checks single hyper-parameters here, where their line and column are known; how they go together is the silo's to judge.</summary>
internal static class OptionCheck
{
    /// <summary>Parameters that are no training options.</summary>
    public static IReadOnlyList<string> OtherNames { get; } = ["backbone", "augmentation", "recipe", "imageSize", "resizeSize"];

    private static readonly TrainingOptions Permissive = TrainingOptions.ForFineTune() with { Epochs = 10_000 };

    /// <summary>Refuses an option that does not exist, or a value that it cannot have.</summary>
    /// <param name="section">Where it is written.</param>
    /// <param name="key">The key's node.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="node">The value's node.</param>
    /// <param name="setting">The value as a setting.</param>
    public static void Require(YamlSection section, YamlNode key, string name, YamlNode node, string setting)
    {
        try
        {
            var changes = OptionsMerge.FromSettings([$"{name}={setting}"]);
            RequireKnown(section, key, name, changes.First().Key);
            OptionsMerge.Apply(Permissive, changes).Validate();
        }
        catch (TrainingRecipeException wrong)
        {
            throw section.Error(node, wrong.Message);
        }
        catch (InvalidTrainingOptionException wrong) when (wrong.PropertyName.Split('.')[^1].Equals(name.Split('.')[^1], StringComparison.OrdinalIgnoreCase))
        {
            throw section.Error(node, wrong.Message);
        }
        catch (InvalidTrainingOptionException)
        {
            // It contradicts a default that the sweep may set otherwise.
        }
    }

    private static void RequireKnown(YamlSection section, YamlNode key, string name, string first)
    {
        string[] known = [.. typeof(TrainingOptions).GetProperties().Where(p => p.CanWrite).Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])];
        if (!known.Contains(first, StringComparer.OrdinalIgnoreCase))
        {
            throw section.Error(key, $"'{key}' is neither a training option nor one of {string.Join(", ", OtherNames)}{NearestName.Hint(name, [.. known, .. OtherNames])}.");
        }
    }
}
