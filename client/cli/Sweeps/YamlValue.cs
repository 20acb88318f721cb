using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Values of YAML's core schema as the JSON that training options are written in.</summary>
internal static class YamlValue
{
    /// <summary>A value as `--set` takes it: a word as it is, everything else as JSON.</summary>
    /// <param name="section">Where it is written.</param>
    /// <param name="node">The value.</param>
    /// <exception cref="SweepSpecException">A mapping has a key twice, or one that is no word.</exception>
    public static string ToSetting(YamlSection section, YamlNode node) =>
        Json(section, node) is not { } json ? "null" : json is JsonValue value && value.TryGetValue(out string? text) ? text : json.ToJsonString();

    /// <summary>snake_case as the options' camelCase, part by part: weight_decay, mix.mixup_alpha.</summary>
    public static string ToOptionName(string key)
    {
        string[] words = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? key : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static JsonNode? Json(YamlSection section, YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Json(section, child))]),
        YamlMappingNode mapping => Json(section, mapping),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? string.Empty),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => null,
    };

    private static JsonObject Json(YamlSection section, YamlMappingNode mapping)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            string name = key is YamlScalarNode { Value: { Length: > 0 } word } ? ToOptionName(word) : throw section.Error(key, "a key has to be a word.");
            if (!json.TryAdd(name, Json(section, value)))
            {
                // snake_case and camelCase of the same name: the library sees two.
                throw section.Error(key, $"'{key}' is given a second time.");
            }
        }

        return json;
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
