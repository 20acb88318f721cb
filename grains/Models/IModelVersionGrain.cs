namespace BirdGrid.Grains.Models;

/// <summary>A model version; the key is <c>model@version</c>.</summary>
[Alias("birdgrid.model-version-grain")]
public interface IModelVersionGrain : IGrainWithStringKey
{
    /// <summary>Writes the version; writing it again changes nothing.</summary>
    [Alias("write")]
    Task Write(ModelVersion version);

    /// <summary>The version.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("get")]
    Task<ModelVersion> Get();
}
