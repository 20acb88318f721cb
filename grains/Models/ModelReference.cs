using System.Globalization;

namespace BirdGrid.Grains.Models;

/// <summary>"model", "model@3" or "model@champion", taken apart.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version number, or null.</param>
/// <param name="Alias">Alias, or null.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.model-reference")]
public sealed record ModelReference([property: Id(0)] string Model, [property: Id(1)] int? Version, [property: Id(2)] string? Alias)
{
    /// <summary>Takes a reference apart.</summary>
    /// <param name="text">The reference.</param>
    /// <exception cref="RefusedException">It has none of the three forms.</exception>
    public static ModelReference Parse(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        string model = at < 0 ? text : text[..at];
        GridNames.Require(model, "model");
        if (at < 0)
        {
            return new ModelReference(model, null, null);
        }

        string rest = text[(at + 1)..];
        if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            return new ModelReference(model, version, null);
        }

        GridNames.Require(rest, "alias");
        return new ModelReference(model, null, rest);
    }

    /// <summary>Key of a version's grain: <c>model@3</c>.</summary>
    public static string KeyOf(string model, int version) => string.Create(CultureInfo.InvariantCulture, $"{model}@{version}");
}
