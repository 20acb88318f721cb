namespace BirdGrid.TestSupport;

/// <summary>Finds the read-only material beside the project; a test that needs it is skipped, plainly, where it is missing.</summary>
internal static class SharedData
{
    /// <summary>The project's root folder, which holds BirdGrid.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Full path of a file or folder in the shared material; skips the calling test where it is missing.</summary>
    public static string Require(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("BIRDGRID_SHARED") is { Length: > 0 } configured
            ? Path.GetFullPath(configured, RepositoryRoot)
            : Path.GetFullPath("../shared", RepositoryRoot);
        string path = Path.Combine([root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"{path} is missing; set BIRDGRID_SHARED to the folder that holds the shared test material.");
        }

        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BirdGrid.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"BirdGrid.sln is not above {AppContext.BaseDirectory}.");
    }
}
