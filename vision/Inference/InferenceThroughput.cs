namespace BirdGrid.Vision.Inference;

/// <summary>How fast a backbone classifies on a device.</summary>
/// <param name="Backbone">Registry name.</param>
/// <param name="ImagesPerSecond">Photos a second, the median of the rounds; the network alone, photos already decoded.</param>
/// <param name="Device">The device: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Threads">Threads of a torch operation on a CPU.</param>
/// <param name="BatchSize">Photos of one forward pass.</param>
/// <param name="InputSize">Side of the photos in pixels.</param>
/// <param name="Rounds">Rounds that the median is of.</param>
/// <param name="Seconds">Length of all rounds together in seconds, without the warm-up.</param>
public sealed record InferenceThroughput(
    string Backbone, double ImagesPerSecond, string Device, int Threads, int BatchSize, int InputSize, int Rounds, double Seconds);
