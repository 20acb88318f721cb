namespace BirdGrid.Grains;

/// <summary>A version's network did not give an answer, or gave one that is none; counted against the version (gRPC INTERNAL).</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">Which version failed, and how.</param>
[GenerateSerializer, Alias("birdgrid.engine-fault")]
public sealed class EngineFaultException(string reason, string message) : GridException(reason, message);
