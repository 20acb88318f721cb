namespace BirdGrid.Grid.Tests.Support;

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("birdgrid-grid-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string this[string name] => Path.Combine(root, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(root, recursive: true);
}
