namespace BirdGrid.Client.Tests.Support;

/// <summary>An empty cache and no own folder, named in the environment; only for tests of <see cref="ProcessWide"/>.</summary>
internal sealed class WeightsEnvironment : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("birdgrid-weights-");
    private readonly Dictionary<string, string?> before = [];

    public WeightsEnvironment()
    {
        Set("BirdGrid__Weights__CacheDirectory", CacheDirectory);
        Set("BirdGrid__Weights__Directory", null);
        Set("BirdGrid__Weights__RetryDelay", "00:00:00.001");
        Set("BIRDGRID_WEIGHTS", null);
    }

    public string Root => root.FullName;

    public string CacheDirectory => Path.Combine(root.FullName, "cache");

    /// <summary>Sets a variable until the test ends.</summary>
    public void Set(string variable, string? value)
    {
        before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }

    public void Dispose()
    {
        foreach (var (variable, value) in before)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }

        root.Delete(recursive: true);
    }
}
