using BirdGrid.Grains;

namespace BirdGrid.Cli.Commands;

/// <summary>Names for things that the user did not name.</summary>
internal static class Names
{
    /// <summary>How lists of photos are named; what follows the last dot of a folder's name is a part of it.</summary>
    private static readonly string[] ListExtensions = [".csv", ".tsv", ".txt"];

    /// <summary>A dataset or model name after a folder or list: <c>My Birds</c> becomes <c>my-birds</c>.</summary>
    /// <exception cref="CommandException">There is no letter and no digit in its name.</exception>
    public static string FromPath(string path)
    {
        string file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        bool isList = !Directory.Exists(path) && ListExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
        return GridNames.Nearest(isList ? Path.GetFileNameWithoutExtension(file) : file)
            ?? throw new CommandException(ExitCodes.Usage, $"The name of '{GridText.Shown(path)}' has no letter and no digit to name a dataset after: add --name NAME.");
    }
}
