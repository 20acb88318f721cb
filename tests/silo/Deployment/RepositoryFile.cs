namespace BirdGrid.Silo.Tests.Deployment;

/// <summary>Files of the repository that are not part of a program.</summary>
internal static class RepositoryFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">From the repository's root.</param>
    public static string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Where a file is.</summary>
    /// <param name="path">From the repository's root.</param>
    public static string PathOf(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BirdGrid.sln")))
            {
                return Path.Combine(folder.FullName, path);
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BirdGrid.sln.");
    }
}
