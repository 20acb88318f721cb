namespace BirdGrid.Grains.Inference.Messages;

/// <summary>A replica's answer.</summary>
/// <param name="Logits">float32 little-endian, images x classes, row-major.</param>
/// <param name="QueueMs">Milliseconds from the replica's queue to the batch.</param>
/// <param name="AssemblyMs">Milliseconds of bringing the batch together.</param>
/// <param name="ComputeMs">Milliseconds of normalising and of the forward pass.</param>
/// <param name="BatchSize">Images that shared the forward pass.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.infer-output")]
public sealed record InferOutput(
    [property: Id(0)] byte[] Logits,
    [property: Id(1)] double QueueMs,
    [property: Id(2)] double AssemblyMs,
    [property: Id(3)] double ComputeMs,
    [property: Id(4)] int BatchSize);
