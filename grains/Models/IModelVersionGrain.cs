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

    /// <summary>Puts a model in 8-bit integers beside the version, in the place of an earlier one.</summary>
    /// <exception cref="NotFoundException">The version does not exist.</exception>
    [Alias("attach-quantized")]
    Task AttachQuantized(QuantizedModel quantized);

    /// <summary>The version's model in 8-bit integers, or null where it was never quantized.</summary>
    /// <exception cref="NotFoundException">The version does not exist.</exception>
    [Alias("get-quantized")]
    Task<QuantizedModel?> GetQuantized();
}
