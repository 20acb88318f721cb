namespace BirdGrid.Grains;

/// <summary>The grid's stored state cannot be reached (gRPC UNAVAILABLE); when it can again, trying again succeeds.</summary>
/// <param name="message">What is away, why, and what to do.</param>
[GenerateSerializer, Alias("birdgrid.state-unavailable")]
public sealed class StateUnavailableException(string message) : GridException(StateReason, message)
{
    /// <summary>The reason, for every way in which state can be away.</summary>
    public const string StateReason = "state-unavailable";
}
