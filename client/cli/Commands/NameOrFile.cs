namespace BirdGrid.Cli.Commands;

/// <summary>Arguments that are either a name or the path of a JSON file.</summary>
internal static class NameOrFile
{
    /// <summary>Whether it is a file: it ends in .json, or has a folder in it.</summary>
    public static bool IsFile(string argument) =>
        argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || argument.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
