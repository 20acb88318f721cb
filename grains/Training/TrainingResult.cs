using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Training;

/// <summary>What a trainer hands in at the end.</summary>
/// <param name="Weights">Weights as safetensors.</param>
/// <param name="Report">The evaluation report as JSON.</param>
/// <param name="Evaluation">The report's figures.</param>
/// <param name="Labels">Class names in logit order.</param>
/// <param name="Preprocessing">How photos are prepared.</param>
/// <param name="InitialWeights">Origin of the initial weights, or null.</param>
/// <param name="KeptEpoch">Epoch whose weights these are.</param>
/// <param name="Onnx">The network as an ONNX model; null where it could not be made or did not answer alike.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.training-result")]
public sealed record TrainingResult(
    [property: Id(0)] BlobRef Weights,
    [property: Id(1)] BlobRef Report,
    [property: Id(2)] EvaluationSummary Evaluation,
    [property: Id(3)] IReadOnlyList<string> Labels,
    [property: Id(4)] Preprocessing Preprocessing,
    [property: Id(5)] string? InitialWeights,
    [property: Id(6)] int KeptEpoch,
    [property: Id(7)] OnnxModel? Onnx = null);
