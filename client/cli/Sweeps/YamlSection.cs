using System.Globalization;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Texts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>A mapping of the file, read key by key; whatever is wrong is refused with its line and column.</summary>
/// <param name="file">The file as it was named.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class YamlSection(string file, YamlMappingNode mapping)
{
    /// <summary>The mapping itself, for messages about what it lacks.</summary>
    public YamlNode Root => mapping;

    /// <summary>Keys with their values, in the order of the file.</summary>
    public IEnumerable<(YamlScalarNode Key, YamlNode Value)> Entries =>
        mapping.Children.Select(entry => (entry.Key as YamlScalarNode ?? throw Error(entry.Key, "a key has to be a word."), entry.Value));

    /// <summary>Refuses keys that are not known.</summary>
    public void RequireKnown(IReadOnlyCollection<string> known)
    {
        foreach (var (key, _) in Entries)
        {
            if (!known.Contains(key.Value!))
            {
                throw Error(key, $"'{ShownName.Of(key.Value!)}' is no key of a sweep{NearestName.Hint(key.Value!, known)}; there are {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>The value of a key, or null.</summary>
    public YamlNode? Find(string key) => mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The word of a key, or null.</summary>
    public string? Text(string key) => Find(key) is { } value ? TextOf(value, key) : null;

    /// <summary>The word of a key that must be there.</summary>
    public string Require(string key) => Text(key) ?? throw Error(mapping, $"'{key}' is missing.");

    /// <summary>The whole number of a key, or null.</summary>
    public int? Integer(string key, int lowest, int highest)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        string text = TextOf(node, key);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= lowest && value <= highest
            ? value
            : throw Error(node, $"{key} is '{text}'; it has to be a whole number from {lowest} to {highest}.");
    }

    /// <summary>The number of a key, or null.</summary>
    public double? Number(string key, double lowest, double highest) =>
        Find(key) is { } node ? NumberOf(node, key, lowest, highest) : null;

    /// <summary>One of some words, or null.</summary>
    public T? Word<T>(string key, params (string Word, T Value)[] known)
        where T : struct
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        string text = TextOf(node, key);
        foreach (var (word, value) in known)
        {
            if (text == word)
            {
                return value;
            }
        }

        throw Error(node, $"{key} is '{text}'{NearestName.Hint(text, known.Select(k => k.Word))}; use {string.Join(" or ", known.Select(k => k.Word))}.");
    }

    /// <summary>The word that a node is.</summary>
    public string TextOf(YamlNode node, string what) => node is YamlScalarNode { Value.Length: > 0 } scalar
        ? scalar.Value
        : throw Error(node, $"{what} has to be one value, not {(node is YamlSequenceNode ? "a list" : node is YamlMappingNode ? "a mapping" : "nothing")}.");

    /// <summary>The number that a node is.</summary>
    public double NumberOf(YamlNode node, string what, double lowest, double highest)
    {
        string text = TextOf(node, what);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= lowest && value <= highest
            ? value
            : throw Error(node, string.Create(CultureInfo.InvariantCulture, $"{what} is '{text}'; it has to be a number from {lowest} to {highest}."));
    }

    /// <summary>A mapping below this one.</summary>
    public YamlSection Section(YamlNode node, string what) => node is YamlMappingNode inner
        ? new YamlSection(file, inner)
        : throw Error(node, $"{what} has to be a mapping of names to values.");

    /// <summary>What to throw where a node is wrong.</summary>
    public SweepSpecException Error(YamlNode node, string message) => Error(node.Start, message);

    private SweepSpecException Error(Mark place, string message) => new(file, place, message);
}
