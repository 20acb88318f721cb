namespace BirdGrid.Client.Datasets;

/// <summary>Where links lead in the end.</summary>
internal static class LinkTargets
{
    /// <summary>What operating systems follow at most.</summary>
    private const int MostLinks = 40;

    /// <summary>The path without any link in it, and without <c>.</c> and <c>..</c>; the file need not exist.</summary>
    /// <param name="path">Any path.</param>
    /// <returns>The path, or null where links lead in a circle.</returns>
    public static string? Resolve(string path)
    {
        string full = Path.IsPathRooted(path) ? path : Path.Join(Environment.CurrentDirectory, path);
        string at = Path.GetPathRoot(full)!;
        var parts = new Stack<string>();
        Push(parts, full);
        int links = 0;
        while (parts.TryPop(out string? part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            string next = Path.Join(at, part);
            if (new FileInfo(next).LinkTarget is not { Length: > 0 } target)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            at = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : at;
            Push(parts, target);
        }

        return at;
    }

    /// <summary>Whether a path lies in a folder, or is it; both without links.</summary>
    public static bool IsInside(string folder, string path) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);

    private static void Push(Stack<string> parts, string path)
    {
        foreach (string part in path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (part != ".")
            {
                parts.Push(part);
            }
        }
    }
}
