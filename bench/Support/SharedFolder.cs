namespace BirdGrid.Bench.Support;

/// <summary>Finds the shared photos.</summary>
internal static class SharedFolder
{
    /// <summary>Full path of a folder of the shared material.</summary>
    /// <exception cref="DirectoryNotFoundException">It is missing.</exception>
    public static string Require(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("BIRDGRID_SHARED") ?? Path.GetFullPath("../shared");
        string path = Path.Combine([root, .. parts]);
        return Directory.Exists(path) || File.Exists(path)
            ? path
            : throw new DirectoryNotFoundException($"{path} is missing: set BIRDGRID_SHARED to the folder that holds the shared material.");
    }
}
