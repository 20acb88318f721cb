namespace BirdGrid.Grains;

/// <summary>Something named by the caller does not exist (gRPC NOT_FOUND).</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">What is missing and how to see what there is.</param>
[GenerateSerializer, Alias("birdgrid.not-found")]
public sealed class NotFoundException(string reason, string message) : GridException(reason, message);
