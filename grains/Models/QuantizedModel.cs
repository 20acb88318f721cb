using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Models;

/// <summary>A version's network in 8-bit integers, with what that costs in accuracy. Lies beside the version, which never changes.</summary>
/// <param name="Model">The model file, ONNX.</param>
/// <param name="CalibrationPhotos">Training photos that its scales were calibrated on.</param>
/// <param name="Top1">Its share of held-out photos whose best label is right, 0 to 1.</param>
/// <param name="Fp32Top1">The same of the version's network in 32-bit floats, on the same photos.</param>
/// <param name="Photos">Held-out photos that both were measured on.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.quantized-model")]
public sealed record QuantizedModel(
    [property: Id(0)] BlobRef Model,
    [property: Id(1)] int CalibrationPhotos,
    [property: Id(2)] double Top1,
    [property: Id(3)] double Fp32Top1,
    [property: Id(4)] int Photos);
