using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Batching;

/// <summary>How large a batch is made, and how long is waited for one: what Triton calls dynamic batching.</summary>
/// <param name="MaximumSize">Most images of a batch.</param>
/// <param name="PreferredSizes">Sizes that are made where they can be filled, ascending; may be empty.</param>
/// <param name="MaximumDelay">Longest time that the oldest image waits for a batch to fill.</param>
internal sealed record BatchRules(int MaximumSize, IReadOnlyList<int> PreferredSizes, TimeSpan MaximumDelay)
{
    /// <summary>Reads the options, for an engine.</summary>
    /// <remarks>
    /// On a CPU a batch larger than its threads only falls out of the caches (one core, MobileNetV2: 138 images a second one by one, 122 by sixteen);
    /// whoever prefers sizes knows better.
    /// </remarks>
    public static BatchRules From(InferenceOptions options, EngineDescription engine)
    {
        int largest = engine.Kind == EngineKind.OnnxRuntime && options.PreferredBatchSizes.Count == 0
            ? Math.Min(options.MaximumBatchSize, options.CpuBatchSize == 0 ? options.EngineThreads : options.CpuBatchSize)
            : options.MaximumBatchSize;
        return new(largest, [.. options.PreferredBatchSizes.Distinct().Order()], TimeSpan.FromMilliseconds(options.MaximumDelayMs));
    }

    /// <summary>Images of the next batch while some wait.</summary>
    /// <param name="waitingImages">Images that wait, at least 1.</param>
    /// <param name="oldestWaited">For how long the oldest has.</param>
    /// <returns>Most images to take; 0: wait on.</returns>
    public int SizeOf(int waitingImages, TimeSpan oldestWaited)
    {
        int preferred = 0;
        foreach (int size in PreferredSizes)
        {
            preferred = size <= waitingImages ? size : preferred;
        }

        int whole = PreferredSizes.Count > 0 ? PreferredSizes[^1] : MaximumSize;
        if (waitingImages >= whole)
        {
            return PreferredSizes.Count > 0 ? preferred : MaximumSize;
        }

        if (oldestWaited < MaximumDelay)
        {
            return 0;
        }

        return preferred > 0 ? preferred : Math.Min(waitingImages, MaximumSize);
    }
}
