namespace BirdGrid.Grains.Inference;

/// <summary>What the front and the replicas ask of a request, and what they say when they turn one away.</summary>
internal static class RequestRules
{
    private const double ShortestRetryMs = 10;
    private const double LongestRetryMs = 5000;

    /// <summary>Checks how many images came in one request.</summary>
    /// <exception cref="RefusedException">There are none, or more than a batch may have.</exception>
    public static void RequireCount(int images, InferenceOptions options)
    {
        if (images < 1 || images > options.MaximumBatchSize)
        {
            throw new RefusedException("wrong-batch-size", $"{images} images came in one request; a request has 1 to {options.MaximumBatchSize} ({InferenceOptions.Section}:MaximumBatchSize).");
        }
    }

    /// <summary>Milliseconds after which trying again can succeed: half of what waits has then been answered.</summary>
    /// <param name="waitMs">Milliseconds that a new request would wait.</param>
    public static double RetryAfterMs(double waitMs) => Math.Clamp(waitMs / 2, ShortestRetryMs, LongestRetryMs);
}
