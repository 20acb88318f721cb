using System.Globalization;

namespace BirdGrid.Client.OpenInference;

/// <summary>A class with its value, of the <c>classification</c> extension.</summary>
/// <param name="Value">Its value in the output that was asked for: a probability or a logit.</param>
/// <param name="Index">Its index.</param>
/// <param name="Label">Its label; empty where the server has none.</param>
public readonly record struct ClassScore(float Value, int Index, string Label)
{
    /// <summary>Reads <c>value:index</c> or <c>value:index:label</c>; a label may have colons of its own.</summary>
    /// <exception cref="OpenInferenceException">It is neither.</exception>
    public static ClassScore Parse(string text)
    {
        string[] parts = text.Split(':', 3);
        return parts.Length >= 2
            && float.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new ClassScore(value, index, parts.Length == 3 ? parts[2] : string.Empty)
            : throw OpenInferenceException.Broken($"'{text}' is no class: expected value:index:label.");
    }
}
