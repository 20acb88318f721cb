namespace BirdGrid.Grains.Models;

/// <summary>Durable state of a model version.</summary>
[GenerateSerializer, Alias("birdgrid.model-version-state")]
public sealed class ModelVersionState
{
    /// <summary>The version; null until written.</summary>
    [Id(0)]
    public ModelVersion? Version { get; set; }

    /// <summary>The version in 8-bit integers; null until quantized.</summary>
    [Id(1)]
    public QuantizedModel? Quantized { get; set; }
}
