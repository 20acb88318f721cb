namespace BirdGrid.Grains;

/// <summary>A bounded queue is full, or a quota used up (gRPC RESOURCE_EXHAUSTED); trying again later can succeed.</summary>
/// <param name="reason">Stable, machine-readable word.</param>
/// <param name="message">Which queue is full and what to do.</param>
/// <param name="retryAfterMs">Milliseconds after which trying again can succeed, or null where that is not known.</param>
[GenerateSerializer, Alias("birdgrid.busy")]
public sealed class BusyException(string reason, string message, double? retryAfterMs = null) : GridException(reason, message)
{
    /// <summary>Milliseconds after which trying again can succeed, or null where that is not known.</summary>
    [Id(0)]
    public double? RetryAfterMs { get; } = retryAfterMs;
}
