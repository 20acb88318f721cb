namespace BirdGrid.Grains;

/// <summary>A request waited until its deadline had passed; it was not worked on (gRPC DEADLINE_EXCEEDED).</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">Where it waited and what to do.</param>
[GenerateSerializer, Alias("birdgrid.deadline")]
public sealed class DeadlineException(string reason, string message) : GridException(reason, message);
