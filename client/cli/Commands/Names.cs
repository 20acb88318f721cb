namespace BirdGrid.Cli.Commands;

/// <summary>Names for things that the user did not name.</summary>
internal static class Names
{
    /// <summary>A dataset or model name after a folder: <c>My Birds</c> becomes <c>my-birds</c>.</summary>
    public static string FromFolder(string path)
    {
        string name = Path.GetFileNameWithoutExtension(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar)).ToLowerInvariant();
        string safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).TrimStart('.', '_', '-');
        return safe.Length == 0 ? "photos" : safe[..Math.Min(64, safe.Length)];
    }
}
