using System.Globalization;
using BirdGrid.Grains;
using BirdGrid.Grains.Models;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Model references as the protocol has them: a name and, apart from it, a version.</summary>
internal static class References
{
    /// <summary>Puts a reference together.</summary>
    /// <param name="name">The model; may have its version or alias behind an @ where <paramref name="version"/> is empty.</param>
    /// <param name="version">A number, an alias, or empty: the server chooses.</param>
    /// <exception cref="RefusedException">Either is malformed.</exception>
    public static ModelReference Of(string name, string version) => ModelReference.Parse(version.Length == 0 ? name : $"{name}@{version}");

    /// <summary>A version as text.</summary>
    public static string VersionText(int version) => version.ToString(CultureInfo.InvariantCulture);
}
