using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>A version's network as an ONNX model, which ONNX Runtime has been seen to answer with as TorchSharp does.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Opset">Version of ONNX's operators that it uses.</param>
/// <param name="MaxLogitDifference">Largest difference between the two runtimes' logits for photos of the session.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.onnx-model")]
public sealed record OnnxModel(
    [property: Id(0)] BlobRef Model,
    [property: Id(1)] int Opset,
    [property: Id(2)] double MaxLogitDifference);
