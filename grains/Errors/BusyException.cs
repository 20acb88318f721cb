namespace BirdGrid.Grains;

/// <summary>A bounded queue is full (gRPC RESOURCE_EXHAUSTED); trying again later can succeed.</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">Which queue is full and what to do.</param>
[GenerateSerializer, Alias("birdgrid.busy")]
public sealed class BusyException(string reason, string message) : GridException(reason, message);
