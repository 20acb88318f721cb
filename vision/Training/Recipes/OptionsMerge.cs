using System.Text.Json;
using System.Text.Json.Nodes;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Changes training options by name: a JSON merge patch (RFC 7396) that refuses keys which are not options. A group that was off and is named in the
/// patch is on, with its own defaults for what the patch leaves out; a null switches a group off.
/// </summary>
public static class OptionsMerge
{
    /// <summary>Most keys of a setting within one another; options have groups, and groups have none.</summary>
    private const int MaxKeys = 4;

    /// <summary>Most characters of a setting.</summary>
    private const int MaxSettingLength = 4096;

    /// <summary>Applies a patch; ranges are not checked.</summary>
    /// <param name="options">What is changed.</param>
    /// <param name="changes">Keys in any case.</param>
    /// <returns>The changed options.</returns>
    /// <exception cref="TrainingRecipeException">A key is not known, or a value is of the wrong kind.</exception>
    public static TrainingOptions Apply(TrainingOptions options, JsonObject changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var merged = JsonNode.Parse(TrainingOptionsJson.Write(options))!.AsObject();
        Merge(merged, changes, typeof(TrainingOptions), path: string.Empty);
        try
        {
            return TrainingOptionsJson.Parse(merged.ToJsonString());
        }
        catch (JsonException wrong)
        {
            throw new TrainingRecipeException($"The value of {wrong.Path?.TrimStart('$', '.')} is of the wrong kind: {wrong.Message}", wrong);
        }
    }

    /// <summary>
    /// A patch from settings as they are typed: <c>epochs=5</c>, <c>mix.mixupAlpha=0.2</c>, <c>erasing={}</c>, <c>mix=null</c>. What is not JSON
    /// is text: <c>optimizer=Sgd</c>.
    /// </summary>
    /// <param name="settings">Settings, later ones over earlier ones.</param>
    /// <exception cref="TrainingRecipeException">A setting has no key or no value, or is longer or deeper than any option.</exception>
    public static JsonObject FromSettings(IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var changes = new JsonObject();
        foreach (string setting in settings)
        {
            if (setting.Length > MaxSettingLength)
            {
                throw new TrainingRecipeException($"The setting '{ShownName.Of(setting)}' has {setting.Length} characters; it may have {MaxSettingLength}.");
            }

            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string[] keys = equals < 0 ? [] : setting[..equals].Trim().Split('.');
            if (keys.Length is 0 or > MaxKeys || keys.Any(string.IsNullOrWhiteSpace))
            {
                throw new TrainingRecipeException($"'{ShownName.Of(setting)}' is no setting: write KEY=VALUE, for example mix.mixupAlpha=0.2.");
            }

            var group = changes;
            foreach (string key in keys[..^1])
            {
                if (group[key] is not JsonObject inner)
                {
                    group[key] = inner = [];
                }

                group = inner;
            }

            group[keys[^1]] = Value(keys[^1], setting[(equals + 1)..].Trim());
        }

        return changes;
    }

    private static JsonNode? Value(string key, string text)
    {
        try
        {
            return JsonNode.Parse(SmallText.Utf8(text), documentOptions: SmallText.Json);
        }
        catch (JsonException malformed) when (text.StartsWith('{') || text.StartsWith('['))
        {
            throw new TrainingRecipeException($"The value of {ShownName.Of(key)} is no JSON: {malformed.Message}", malformed);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void Merge(JsonObject target, JsonObject changes, Type type, string path)
    {
        var known = TrainingOptionsJson.KeysOf(type);
        foreach (var (key, value) in changes)
        {
            string full = path.Length == 0 ? key : $"{path}.{key}";
            var (name, valueType) = known.FirstOrDefault(entry => string.Equals(entry.Name, key, StringComparison.OrdinalIgnoreCase));
            if (name is null)
            {
                throw new TrainingRecipeException($"{ShownName.Of(full)} is no training option{NearestName.Hint(key, known.Select(entry => entry.Name))}; {(path.Length == 0 ? "there are" : $"{path} has")} {string.Join(", ", known.Select(entry => entry.Name))}.");
            }

            if (value is JsonObject group && TrainingOptionsJson.KeysOf(valueType).Count > 0)
            {
                if (target[name] is not JsonObject inner)
                {
                    target[name] = inner = [];
                }

                Merge(inner, group, valueType, full);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
