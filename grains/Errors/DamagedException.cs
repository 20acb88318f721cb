namespace BirdGrid.Grains;

/// <summary>Something that is stored is not what was stored (gRPC DATA_LOSS): nothing that a caller sent, and not mended by trying again.</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">What is damaged, and what mends it.</param>
[GenerateSerializer, Alias("birdgrid.damaged")]
public class DamagedException(string reason, string message) : GridException(reason, message);
