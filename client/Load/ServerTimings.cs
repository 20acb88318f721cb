namespace BirdGrid.Client.Load;

/// <summary>A server's own account of a request, in milliseconds; NaN for a stage that it says nothing about.</summary>
/// <param name="DecodeMs">Decoding and resizing.</param>
/// <param name="QueueMs">Waiting for a batch.</param>
/// <param name="ComputeMs">The forward pass.</param>
/// <param name="TotalMs">From bytes to answer.</param>
/// <param name="BatchSize">Images that shared the forward pass; 0: not told.</param>
public readonly record struct ServerTimings(double DecodeMs, double QueueMs, double ComputeMs, double TotalMs, int BatchSize);
