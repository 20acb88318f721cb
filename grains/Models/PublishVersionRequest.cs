using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>What a finished session publishes. A session publishes at most one version: repeats return it.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.publish-version-request")]
public sealed record PublishVersionRequest
{
    /// <summary>Where it came from.</summary>
    [Id(0)]
    public required Lineage Lineage { get; init; }

    /// <summary>How good it is.</summary>
    [Id(1)]
    public required EvaluationSummary Evaluation { get; init; }

    /// <summary>Class names in logit order.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How photos are prepared.</summary>
    [Id(3)]
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Weights as safetensors.</summary>
    [Id(4)]
    public required BlobRef Weights { get; init; }

    /// <summary>The evaluation report as JSON.</summary>
    [Id(5)]
    public required BlobRef Report { get; init; }

    /// <summary>The network as an ONNX model; null where there is none.</summary>
    [Id(6)]
    public OnnxModel? Onnx { get; init; }
}
