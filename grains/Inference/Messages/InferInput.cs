using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Messages;

/// <summary>Prepared images on their way to a classifier replica.</summary>
/// <param name="Pixels">NHWC, count x size x size x 3 values of the format.</param>
/// <param name="Format">What a value is.</param>
/// <param name="Count">Number of images, at least 1.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="TimeoutMs">Milliseconds after which nobody wants the answer any more; null: no limit.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.infer-input")]
public sealed record InferInput(
    [property: Id(0)] byte[] Pixels,
    [property: Id(1)] PixelFormat Format,
    [property: Id(2)] int Count,
    [property: Id(3)] InferencePriority Priority,
    [property: Id(4)] double? TimeoutMs);
