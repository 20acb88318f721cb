using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Values of YAML's core schema as the JSON that training options are written in.</summary>
internal static class YamlValue
{
    /// <summary>A value as `--set` takes it: a word as it is, everything else as JSON.</summary>
    public static string ToSetting(YamlNode node) =>
        Json(node) is not { } json ? "null" : json is JsonValue value && value.TryGetValue(out string? text) ? text : json.ToJsonString();

    /// <summary>snake_case as the options' camelCase, part by part: weight_decay, mix.mixup_alpha.</summary>
    public static string ToOptionName(string key)
    {
        string[] words = key.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? key : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(e => KeyValuePair.Create(ToOptionName(e.Key.ToString()), Json(e.Value)))),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? string.Empty),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => null,
    };

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
