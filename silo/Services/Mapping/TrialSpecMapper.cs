using System.Globalization;
using BirdGrid.Grains;
using BirdGrid.Grains.Sweeps;
using Google.Protobuf.Reflection;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>One trial of a sweep: the shared specification with the trial's settings put in.</summary>
internal static class TrialSpecMapper
{
    private static readonly MessageDescriptor Fields = V1.TrainingSpec.Descriptor;

    /// <summary>What must be the same for all trials, and why.</summary>
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["epochs"] = "rungs and curves compare epochs of the same course",
        ["seed"] = "it decides which photos are set aside for validation; set the sweep's seed",
        ["method"] = "start a sweep for each",
        ["model"] = "start a sweep for each",
        ["dataset"] = "start a sweep for each",
        ["deterministic"] = "it is the silo's",
    };

    /// <summary>Refuses parameters that must not vary.</summary>
    /// <exception cref="RefusedException">It must not.</exception>
    public static void RequireVariable(string name, string field)
    {
        if (name.Length == 0)
        {
            throw new RefusedException("parameter-unnamed", "parameters: one has no name.");
        }

        if (Fixed.TryGetValue(name, out string? why))
        {
            throw new RefusedException("parameter-fixed", $"{field}: it cannot vary within a sweep: {why}.");
        }
    }

    /// <summary>The complete specification of a trial.</summary>
    /// <param name="shared">What the trials share.</param>
    /// <param name="settings">What sets this one apart.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="number">The trial's number, for messages.</param>
    /// <exception cref="RefusedException">A value is unknown or out of range; the message says of which trial.</exception>
    public static Grains.Training.TrainingSpec ToGrain(V1.TrainingSpec shared, IReadOnlyList<TrialSetting> settings, ulong seed, int number)
    {
        var spec = shared.Clone();
        spec.Seed = seed;
        try
        {
            foreach (var setting in settings)
            {
                Apply(spec, setting);
            }

            return spec.ToGrain();
        }
        catch (RefusedException refused)
        {
            throw new RefusedException(refused.Reason, $"Trial {number} ({string.Join(", ", settings)}): {refused.Message}");
        }
    }

    private static void Apply(V1.TrainingSpec spec, TrialSetting setting)
    {
        switch (setting.Name)
        {
            case "backbone":
                spec.Backbone = setting.Label;
                break;
            case "augmentation":
                spec.Augmentation = setting.Content is null ? setting.Label : string.Empty;
                spec.AugmentationJson = setting.Content ?? string.Empty;
                break;
            case "recipe":
                spec.Recipe = setting.Content is null ? setting.Label : string.Empty;
                spec.RecipeJson = setting.Content ?? string.Empty;
                break;
            case "imageSize":
                spec.ImageSize = Pixels(setting);
                break;
            case "resizeSize":
                spec.ResizeSize = Pixels(setting);
                break;
            default:
                // Fields go before settings: one of the same name would hide what varies.
                foreach (var field in Fields.Fields.InDeclarationOrder().Where(f => string.Equals(f.JsonName, setting.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    field.Accessor.Clear(spec);
                }

                spec.Settings.Add($"{setting.Name}={setting.Content ?? setting.Label}");
                break;
        }
    }

    private static int Pixels(TrialSetting setting) => int.TryParse(setting.Label, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels)
        ? pixels
        : throw new RefusedException("size-out-of-range", $"{setting.Name}: '{setting.Label}' is no number of pixels.");
}
