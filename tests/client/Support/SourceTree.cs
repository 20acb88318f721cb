using System.Runtime.CompilerServices;

namespace BirdGrid.Client.Tests.Support;

/// <summary>The sources of this checkout.</summary>
internal static class SourceTree
{
    /// <summary>C# files below a folder of the repository, without what the build made.</summary>
    public static IEnumerable<string> Files(string folder)
    {
        string root = Path.Combine(Root(), folder);
        Assert.True(Directory.Exists(root), $"{root} is missing: the tests run in the checkout that they were built in");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
