namespace BirdGrid.Grains;

/// <summary>The request does not fit the present state (gRPC FAILED_PRECONDITION), for example an idempotency key reused for something else.</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">What stands in the way and what to do.</param>
[GenerateSerializer, Alias("birdgrid.conflict")]
public sealed class ConflictException(string reason, string message) : GridException(reason, message);
