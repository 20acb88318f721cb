namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>A device that trains a session with others is gone, silent or in another run: the run ends, the session goes on from its checkpoint.</summary>
/// <param name="message">Which device, and how that showed.</param>
[GenerateSerializer, Alias("birdgrid.peer-lost")]
public sealed class PeerLostException(string message) : Exception(message);
