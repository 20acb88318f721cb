using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>A model version; never changes once published.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.model-version")]
public sealed record ModelVersion
{
    /// <summary>Model name.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>1 for the first.</summary>
    [Id(1)]
    public required int Version { get; init; }

    /// <summary>Where it came from.</summary>
    [Id(2)]
    public required Lineage Lineage { get; init; }

    /// <summary>How good it is.</summary>
    [Id(3)]
    public required EvaluationSummary Evaluation { get; init; }

    /// <summary>Class names in logit order.</summary>
    [Id(4)]
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How photos are prepared.</summary>
    [Id(5)]
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Weights as safetensors.</summary>
    [Id(6)]
    public required BlobRef Weights { get; init; }

    /// <summary>The evaluation report as JSON.</summary>
    [Id(7)]
    public required BlobRef Report { get; init; }

    /// <summary>When it was published, UTC.</summary>
    [Id(8)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>The network as an ONNX model; null for versions from before there were any, and where the export failed.</summary>
    [Id(9)]
    public OnnxModel? Onnx { get; init; }

    /// <summary><c>model@version</c>.</summary>
    public string Key => ModelReference.KeyOf(Model, Version);
}
