namespace BirdGrid.Grains.Inference;

/// <summary>Milliseconds of a request's stages inside the grid.</summary>
/// <param name="DecodeMs">Decoding and resizing, waiting for a decoder included; 0 where images came prepared.</param>
/// <param name="QueueMs">From the replica's queue to the batch.</param>
/// <param name="AssemblyMs">Bringing the batch together.</param>
/// <param name="ComputeMs">Normalising and the forward pass.</param>
/// <param name="TotalMs">From the call to the logits.</param>
/// <param name="BatchSize">Images that shared the forward pass.</param>
public sealed record InferenceTimings(double DecodeMs, double QueueMs, double AssemblyMs, double ComputeMs, double TotalMs, int BatchSize);
