namespace BirdGrid.Grains;

/// <summary>The request itself is wrong (gRPC INVALID_ARGUMENT).</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">What is wrong and what to do.</param>
[GenerateSerializer, Alias("birdgrid.refused")]
public sealed class RefusedException(string reason, string message) : GridException(reason, message);
