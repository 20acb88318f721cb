using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Batching;

/// <summary>How large a batch is made, and how long is waited for one: what Triton calls dynamic batching.</summary>
/// <param name="MaximumSize">Most images of a batch.</param>
/// <param name="PreferredSizes">Sizes that are made where they can be filled, ascending; may be empty.</param>
/// <param name="MaximumDelay">Longest time that the oldest image waits for a batch to fill.</param>
/// <param name="LongestMs">Milliseconds that a batch of more than one image is to take at most; 0: any.</param>
internal sealed record BatchRules(int MaximumSize, IReadOnlyList<int> PreferredSizes, TimeSpan MaximumDelay, double LongestMs = 0)
{
    private const int ImagesOfThread = 4;

    /// <summary>Reads the options, for an engine.</summary>
    /// <remarks>
    /// On a CPU a large batch falls out of the caches (one core, MobileNetV2: 138 images a second one by one, 137 by four, 122 by sixteen). By one,
    /// what receives and answers requests finds the caches cold each time: four share that. Whoever prefers sizes knows better.
    /// </remarks>
    public static BatchRules From(InferenceOptions options, EngineDescription engine)
    {
        bool keepsSmall = engine.Kind == EngineKind.OnnxRuntime && options.PreferredBatchSizes.Count == 0;
        int largest = keepsSmall
            ? Math.Min(options.MaximumBatchSize, options.CpuBatchSize == 0 ? ImagesOfThread * options.EngineThreads : options.CpuBatchSize)
            : options.MaximumBatchSize;
        return new(largest, [.. options.PreferredBatchSizes.Distinct().Order()], TimeSpan.FromMilliseconds(options.MaximumDelayMs), keepsSmall ? options.CpuBatchMs : 0);
    }

    /// <summary>Images of the next batch while some wait.</summary>
    /// <param name="waitingImages">Images that wait, at least 1.</param>
    /// <param name="oldestWaited">For how long the oldest has.</param>
    /// <param name="msPerImage">Milliseconds that an image of the last batches took; 0: not known.</param>
    /// <returns>Most images to take; 0: wait on.</returns>
    public int SizeOf(int waitingImages, TimeSpan oldestWaited, double msPerImage = 0)
    {
        int maximum = LongestMs > 0 && msPerImage > 0 ? Math.Clamp((int)(LongestMs / msPerImage), 1, MaximumSize) : MaximumSize;
        int preferred = 0;
        foreach (int size in PreferredSizes)
        {
            preferred = size <= waitingImages ? size : preferred;
        }

        int whole = PreferredSizes.Count > 0 ? PreferredSizes[^1] : maximum;
        if (waitingImages >= whole)
        {
            return PreferredSizes.Count > 0 ? preferred : maximum;
        }

        if (oldestWaited < MaximumDelay)
        {
            return 0;
        }

        return preferred > 0 ? preferred : Math.Min(waitingImages, maximum);
    }
}
